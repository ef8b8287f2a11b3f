import type { ContentPart, PromptMessage, RunError, UntimedEvent } from '../trace/index.js';
import { LEFT_OUT, leftOutText } from '../trace/left-out-text.js';

const NOT_RECORDED = 'The server told an error; its words were not recorded.';

/**
 * An event without any text of prompt or answer: what came, when, how much and in which channel stays, so that all figures are
 * right. `run_started` says that it is so. Fields that are not known here are left out, as they may hold text.
 */
export function withoutText(event: UntimedEvent): UntimedEvent {
  switch (event.type) {
    case 'run_started':
      return { ...event, text_recorded: false };
    case 'prompt_sent':
      return {
        ...ofCompletion(event),
        type: 'prompt_sent',
        messages: event.messages.map(messageWithoutText),
      };
    case 'token': {
      const { channel, tool_call_id, count, logprob } = event;
      return {
        ...ofCompletion(event),
        type: 'token',
        text: leftOutText(event.text),
        channel,
        tool_call_id,
        count,
        logprob,
      };
    }
    case 'tool_call': {
      const { type, tool_call_id, name } = event;
      return { ...ofCompletion(event), type, tool_call_id, name, arguments: leftOutText(event.arguments) };
    }
    case 'tool_result': {
      const { type, tool_call_id, is_error } = event;
      return { ...ofCompletion(event), type, tool_call_id, output: leftOutText(event.output), is_error };
    }
    case 'error':
      return { ...ofCompletion(event), type: 'error', message: NOT_RECORDED, code: event.code };
    case 'log':
      return { type: 'log', level: event.level, message: LEFT_OUT };
    case 'run_failed':
      return { ...event, error: errorWithoutText(event.error) };
    default:
      return event;
  }
}

function ofCompletion({ completion_id: id }: { completion_id?: string }): { completion_id?: string } {
  return id === undefined ? {} : { completion_id: id };
}

/** Its parts by kind and size, as those with pictures or sound always are. */
function messageWithoutText({ role, content }: PromptMessage): PromptMessage {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return { role, content: parts.map(partWithoutText) };
}

function partWithoutText({ type, text, media_type: mediaType, bytes }: ContentPart): ContentPart {
  if (typeof text === 'string') return { type, media_type: 'text/plain', bytes: Buffer.byteLength(text) };
  return {
    type,
    ...(typeof mediaType === 'string' && { media_type: mediaType }),
    ...(typeof bytes === 'number' && { bytes }),
  };
}

/** Our own words stay; a server's may quote the prompt. */
function errorWithoutText({ code, message }: RunError): RunError {
  const isServers = code === 'http_error' || code === 'server_error' || code === undefined;
  const status = /^(HTTP \d+|Cannot reach \S+)/.exec(message)?.[0];
  return { code, message: isServers ? (status ?? NOT_RECORDED) : message };
}
