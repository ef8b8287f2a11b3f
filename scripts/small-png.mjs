import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColours = 256;
/** The square of how far two colours are apart that are told as one. */
const nearDistance = 48;

/**
 * Writes a screenshot anew with the 256 colours that it has most of, which is a third of its size. For pictures of pages, which
 * have few colours: photographs would suffer.
 *
 * @param {Buffer} png as Chromium writes it: 8 bits a channel, not interlaced
 * @returns {Buffer}
 */
export function smallPng(png) {
  const { width, height, bytesPerPixel, pixels } = decode(png);
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at++) colours[at] = pixels.readUIntBE(at * bytesPerPixel, 3);
  const palette = commonest(colours);
  const placeOf = placesIn(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = placeOf(colours[y * width + x] ?? 0);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const entries = Buffer.alloc(palette.length * 3);
  palette.forEach((colour, place) => entries.writeUIntBE(colour, place * 3, 3));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', entries),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {Buffer} png */
function decode(png) {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlaced)
    throw new Error('Not a PNG of the kind that Chromium writes.');
  const bytesPerPixel = kind === 2 ? 3 : 4;
  return {
    width,
    height,
    bytesPerPixel,
    pixels: unfiltered(png, width * bytesPerPixel, height, bytesPerPixel),
  };
}

/**
 * @param {Buffer} png
 * @param {number} rowBytes
 * @param {number} height
 * @param {number} back bytes to the pixel on the left
 */
function unfiltered(png, rowBytes, height, back) {
  const filtered = inflateSync(Buffer.concat([...dataChunks(png)]));
  const pixels = Buffer.alloc(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (rowBytes + 1)];
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const left = x >= back ? (pixels[at - back] ?? 0) : 0;
      const up = y > 0 ? (pixels[at - rowBytes] ?? 0) : 0;
      const corner = x >= back && y > 0 ? (pixels[at - rowBytes - back] ?? 0) : 0;
      const told = filtered[y * (rowBytes + 1) + 1 + x] ?? 0;
      pixels[at] = told + ([0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0);
    }
  }
  return pixels;
}

/** @param {Buffer} png */
function* dataChunks(png) {
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      yield png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
}

/** The predictor of PNG's fourth filter. @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** @param {Uint32Array} colours */
function commonest(colours) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort(([, left], [, right]) => right - left);
  /** @type {number[]} */
  const palette = [];
  for (const [colour] of byCount) {
    // Shades of what is there already would leave no room for a small dot's green.
    if (palette.length < mostColours && palette.every((known) => distance(colour, known) > nearDistance))
      palette.push(colour);
  }
  return palette;
}

/**
 * @param {readonly number[]} palette
 * @returns {(colour: number) => number} the place of the nearest colour
 */
function placesIn(palette) {
  const places = new Map(palette.map((colour, place) => [colour, place]));
  return (colour) => {
    const known = places.get(colour);
    if (known !== undefined) return known;
    let nearest = 0;
    for (let place = 1; place < palette.length; place++)
      if (distance(colour, palette[place] ?? 0) < distance(colour, palette[nearest] ?? 0)) nearest = place;
    places.set(colour, nearest);
    return nearest;
  };
}

/** @param {number} left @param {number} right */
function distance(left, right) {
  return [16, 8, 0].reduce(
    (sum, shift) => sum + (((left >> shift) & 255) - ((right >> shift) & 255)) ** 2,
    0,
  );
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const framed = Buffer.alloc(data.length + 12);
  framed.writeUInt32BE(data.length, 0);
  framed.write(type, 4, 'latin1');
  data.copy(framed, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, data.length + 8)), data.length + 8);
  return framed;
}
