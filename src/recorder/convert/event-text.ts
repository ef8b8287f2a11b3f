import { isKnownEvent, type PromptMessage, type TraceEvent } from '../../trace/index.js';

/** What of an event a person reads; '' where there is nothing. */
export function eventText(event: TraceEvent): string {
  if (!isKnownEvent(event)) return '';
  switch (event.type) {
    case 'token':
      return event.text;
    case 'prompt_sent':
      return event.messages.map(messageText).join('\n');
    case 'tool_call':
      return `${event.name}(${event.arguments})`;
    case 'tool_result':
      return event.output;
    case 'log':
    case 'error':
      return event.message;
    case 'metric':
      return `${event.name} ${event.value}${event.unit ? ` ${event.unit}` : ''}`;
    case 'phase':
      return event.name;
    case 'response_completed':
      return event.finish_reason ?? '';
    case 'run_failed':
      return event.error.message;
    default:
      return '';
  }
}

function messageText({ content }: PromptMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? String(part.text ?? '') : `[${part.type}]`)).join('');
}
