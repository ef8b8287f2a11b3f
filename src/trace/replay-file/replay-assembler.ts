import type { JsonObject, JsonValue } from '../events.js';
import { firstRunStarted } from '../first-run-started.js';
import { parseEvent } from '../parse-event.js';
import { withRunStarted } from '../run-info.js';
import { Trace } from '../trace.js';
import { TraceFormatError } from '../trace-reader.js';
import { cameAtOnce } from '../metrics/came-at-once.js';
import { addFileNotices } from './file-notices.js';
import { isKnownVersion, parseRunInfo, parseRunSummary } from './parse-frame.js';

/** Puts a replay document together from its parts, whatever layout they were read from. */
export class ReplayAssembler {
  readonly trace = new Trace();
  #seen = 0;
  #hasNotices = false;

  /** Takes what the document says of its run, before its events or, in a document with sorted keys, behind them. */
  addHeader(header: JsonObject): void {
    const info = parseRunInfo(header);
    const started = firstRunStarted(this.trace);
    this.trace.info = started ? withRunStarted(info, started) : info;
    if (!isKnownVersion(info.version)) this.trace.addNotice('unknown_version', info.version);
    this.#addNotices(header.notices);
  }

  /** Once: a document with sorted keys tells its header in two parts. */
  #addNotices(notices: JsonValue | undefined): void {
    if (this.#hasNotices || !Array.isArray(notices)) return;
    this.#hasNotices = true;
    addFileNotices(this.trace, notices);
  }

  /** Adds events as they were parsed; `where` names the first one's place for people (`line 12`, `event 3`). */
  addEvents(values: readonly unknown[], where: (offset: number) => string): void {
    for (let offset = 0; offset < values.length; offset++) this.addEvent(values[offset], where, offset);
  }

  addEvent(value: unknown, where: (offset: number) => string, offset = 0): void {
    this.#seen++;
    const event = parseEvent(value, (fault) =>
      this.trace.addNotice('wrong_shape', `${where(offset)}: ${fault}`),
    );
    if (event) this.trace.append(event);
  }

  addFooter(footer: JsonObject): void {
    this.trace.summary = parseRunSummary(footer);
    const told = this.trace.summary?.event_count;
    if (told !== undefined && told !== this.#seen)
      this.trace.addNotice('event_count', `${told} told, ${this.#seen} read`);
  }

  /** Ends the reading: throws where nothing was a trace. `isWhole` tells whether the document's end was there. */
  finish(isWhole: boolean): void {
    const { trace } = this;
    const saysNothing = trace.info.run_id === '' && trace.info.model === '';
    if (trace.length === 0 && (this.#seen > 0 || saysNothing)) {
      const first = trace.notices.find((notice) => notice.code === 'wrong_shape')?.detail;
      throw new TraceFormatError('wrong_shape', first ?? 'no events');
    }
    if (trace.info.timing === 'recorded' && cameAtOnce(trace)) trace.addNotice('no_real_timing');
    if (!isWhole) trace.addNotice('truncated', `after event ${trace.length}`);
  }
}
