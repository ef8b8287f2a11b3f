/** What a link may ask of its reader. A writer keeps to it, so that what is refused was made by no one honest. */

/** Characters of a payload: no browser takes a longer address. */
export const MOST_CHARACTERS = 2 << 20;

/** Bytes of all sections together, once they are decompressed. */
export const MOST_PACKED_BYTES = 2 << 20;

/** Characters of the head's JSON, once its phrases are put back. */
export const MOST_HEAD_CHARACTERS = 2 << 20;

export const MOST_EVENTS = 100_000;

/**
 * Bytes that a link of so many bytes may hold once it is decompressed: a few times what runs come to. A run that would come to more is
 * written without compression.
 */
export function mostUnfolded(linkBytes: number): number {
  return Math.min(MOST_PACKED_BYTES, (1 << 16) + 16 * linkBytes);
}

/** Bytes that its column of times may have, and so events: each takes one at least. */
export function mostTimes(linkBytes: number): number {
  return (1 << 13) + linkBytes;
}

/** Characters of a head of so many, once its phrases are put back. One that would come to more is written without phrases. */
export function mostHeadCharacters(written: number): number {
  return Math.min(MOST_HEAD_CHARACTERS, (1 << 16) + 8 * written);
}

/** Lanes, tokens' and memory's each; what differs more stands whole among the events. */
export const MOST_LANES = 100;

/** Fields of a lane: each of its events gets a copy of them. */
export const MOST_LANE_FIELDS = 8;

/** Characters of a lane's fields as JSON: names and ids, which are looked up for each event. */
export const MOST_LANE_CHARACTERS = 1000;

/**
 * Bytes that lz-string may have to read. It cannot be stopped on its way, and its output grows with the square of its input: of so much
 * come 1.4 million characters at most. It is the shorter one for small runs only.
 */
export const MOST_LZ_BYTES = 2048;

/** Bytes that are tried with lz-string: of more, it hardly makes so few. */
export const MOST_PLAIN_FOR_LZ = 1 << 14;
