import type { JsonObject, JsonValue } from '../../trace/index.js';

/** Media types of the audio formats that chat completions name. */
const AUDIO_TYPES: Record<string, string> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

/** What says nothing to people, is long, and belongs to the server alone. */
const OPAQUE = /^(signature|thought_?signature|encrypted_content)$/i;

/** Fields that hold a link or the data themselves. */
const LINKS = ['url', 'image_url', 'data_url', 'file_data', 'file_url', 'fileUri', 'file_uri'];

/** How deep a request is followed. */
const MAX_DEPTH = 32;

/** Binary data by its kind and size. */
export interface BinaryFigures {
  media_type: string;
  bytes: number;
}

/** The value as an object, if it is one. */
export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The value's items, if it is an array. */
export function itemsOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text, if it is one that is not empty. */
export function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What a request's JSON says, without binary data, without what is opaque, and with links that have lost their query. */
export function reducedJson(value: JsonValue, depth = 0): JsonValue {
  if (typeof value === 'string') return reducedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => reducedJson(item, depth + 1));
  const binary = binaryIn(value);
  if (binary) return { ...binary };
  const fields = Object.entries(value).filter(([name]) => !OPAQUE.test(name));
  return Object.fromEntries(
    fields.map(([name, field]) => [
      name,
      // A link's query may be a signature that opens it.
      LINKS.includes(name) && typeof field === 'string' && /^https?:/i.test(field)
        ? field.replace(/[?#].*$/s, '')
        : reducedJson(field, depth + 1),
    ]),
  );
}

/** The binary data that an object holds itself: as a data URL, or as base64 beside its media type. */
export function binaryIn(holder: JsonObject): BinaryFigures | undefined {
  for (const name of LINKS) {
    const link = dataUrl(holder[name]);
    if (link) return link;
  }
  const { data, format } = holder;
  const mediaType =
    textIn(holder.media_type) ??
    textIn(holder.mime_type) ??
    textIn(holder.mimeType) ??
    (typeof format === 'string' ? (AUDIO_TYPES[format] ?? `audio/${format}`) : undefined);
  if (typeof data !== 'string' || holder.type === 'text' || mediaType === undefined) return undefined;
  return base64Figures(mediaType, data);
}

/** The size of base64, and what it is. */
export function base64Figures(mediaType: string, base64: string): BinaryFigures {
  return { media_type: mediaType, bytes: Buffer.byteLength(base64, 'base64') };
}

function reducedText(text: string): JsonValue {
  const figures = text.startsWith('data:') ? dataUrl(text) : undefined;
  return figures ? { ...figures } : text;
}

function dataUrl(value: JsonValue | undefined): BinaryFigures | undefined {
  if (typeof value !== 'string') return undefined;
  const found = /^data:([^;,]{0,200})[^,]{0,200};base64,/i.exec(value);
  if (!found) return undefined;
  return base64Figures(found[1] || 'application/octet-stream', value.slice(found[0].length));
}
