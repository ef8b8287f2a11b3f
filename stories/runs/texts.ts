/** What the gallery's made-up models are asked, think and answer. */
export const PROMPT = 'Why does the moon look larger near the horizon?';

export const REASONING =
  'The question is about the moon illusion. First I should say what it is not: the air does not magnify the moon, and a ' +
  'photograph shows the same size high and low. Then what it is: the way we judge size against the things beside it.\n\n' +
  'I will end with a test that anyone can make, because it convinces more than any explanation.';

export const ANSWER =
  'The moon is not larger there, and the air does not magnify it. What changes is what stands beside it.\n\n' +
  'High in the sky the moon hangs in an empty field, and nothing tells you how big it is. Near the horizon it stands behind ' +
  'roofs and trees, whose size you know and which you know to be far away; so your eye, without asking you, takes it for ' +
  'something huge.\n\n' +
  'You can test it: hold a small coin at arm’s length beside the low moon, and again some hours later. It covers it both times.';

export const HEBREW_PROMPT = 'למה הירח נראה גדול יותר ליד האופק?';

export const HEBREW_ANSWER =
  'הירח אינו גדול יותר שם. מה שמשתנה הוא מה שעומד לידו: בתים ועצים שאת גודלם אנחנו מכירים.\n\n' +
  'אפשר לבדוק: להחזיק מטבע ביד מושטת ליד הירח הנמוך, ושוב כעבור 3 שעות.';

export const CODE_ANSWER = [
  'Here it is, with one very long line, as generated code often has:',
  '',
  'export function horizonAngle(latitudeDegrees: number, declinationDegrees: number, hourAngleDegrees: number): number {',
  '  const toRadians = Math.PI / 180;',
  '  return Math.asin(Math.sin(latitudeDegrees * toRadians) * Math.sin(declinationDegrees * toRadians) + Math.cos(latitudeDegrees * toRadians) * Math.cos(declinationDegrees * toRadians) * Math.cos(hourAngleDegrees * toRadians)) / toRadians;',
  '}',
  '',
  `const unbroken = '${'abcdefghij'.repeat(30)}';`,
].join('\n');
