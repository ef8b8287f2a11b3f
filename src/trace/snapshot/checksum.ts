/** FNV-1a over bytes, 32 bits, folded to 24: tells a link that lost or changed characters from one that was sent so. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return ((hash >>> 24) ^ hash) & 0xffffff;
}
