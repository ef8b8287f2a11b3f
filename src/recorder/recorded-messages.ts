import type { ContentPart, JsonObject, JsonValue, PromptMessage } from '../trace/index.js';
import type { ChatMessage } from './completion-request.js';

/** Media types of the audio formats that chat completions name. */
const AUDIO_TYPES: Record<string, string> = { mp3: 'audio/mpeg', wav: 'audio/wav' };

/** Messages as a file keeps them: binary parts by media type and size, never their data; links without their query. */
export function recordedMessages(messages: readonly ChatMessage[]): PromptMessage[] {
  return messages.map((message) => {
    const { content, images, ...rest } = message;
    return { ...rest, role: message.role, content: recordedContent(content, images) };
  });
}

function recordedContent(
  content: string | ContentPart[],
  images: JsonValue | undefined,
): string | ContentPart[] {
  const attached = Array.isArray(images)
    ? images.map((data) => binaryPart('image', 'image/*', String(data)))
    : [];
  if (typeof content === 'string') {
    return attached.length > 0 ? [{ type: 'text', text: content }, ...attached] : content;
  }
  return [...content.map(recordedPart), ...attached];
}

function recordedPart(part: ContentPart): ContentPart {
  if (part.type === 'text') return part;
  const { [part.type]: body } = part;
  const { url, data, file_data: fileData, format } = objectOf(body);
  const link = typeof body === 'string' ? body : (url ?? fileData);
  if (typeof data === 'string') {
    return binaryPart(part.type, AUDIO_TYPES[String(format)] ?? 'application/octet-stream', data);
  }
  return typeof link === 'string' ? linkPart(part.type, link) : { type: part.type };
}

function linkPart(type: string, link: string): ContentPart {
  const inline = /^data:([^;,]*)[^,]*,(.*)$/s.exec(link);
  if (inline) return binaryPart(type, inline[1] || 'application/octet-stream', inline[2]!);
  // A link's query may be a signature that opens it.
  return { type, url: link.replace(/[?#].*$/s, '') };
}

function binaryPart(type: string, mediaType: string, base64: string): ContentPart {
  return { type, media_type: mediaType, bytes: Buffer.byteLength(base64, 'base64') };
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
