/** Where one frame stands: the `order` of its run among all, and its place in it. */
export interface RunPlace {
  readonly order: number;
  readonly seq: number;
}

/**
 * Which event of which run each frame carries. Frames that go on in one run are kept as one stretch, so that a run of any length costs
 * nothing more; only runs that take turns add stretches, of which the newest are kept.
 */
export class FramePlaces {
  readonly #maxStretches: number;
  /** For each stretch: its first frame, its run, and the place of its first frame in that run. */
  #frames: number[] = [];
  #orders: number[] = [];
  #seqs: number[] = [];
  #last = 0;

  constructor(maxStretches: number) {
    this.#maxStretches = maxStretches;
  }

  /** The newest frame; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The oldest frame whose place is known. */
  get first(): number {
    return this.#frames[0] ?? 1;
  }

  /** Numbers the next `count` frames, of successive events of a run. Returns the last one's number. */
  add(order: number, seq: number, count = 1): number {
    const end = this.#frames.length - 1;
    const goesOn =
      end >= 0 &&
      this.#orders[end] === order &&
      seq - this.#seqs[end]! === this.#last + 1 - this.#frames[end]!;
    if (!goesOn && count > 0) this.#begin(order, seq);
    this.#last += count;
    return this.#last;
  }

  /** A frame's place; undefined when it is not known, or not any more. O(log stretches). */
  at(frame: number): RunPlace | undefined {
    if (frame < this.first || frame > this.#last) return undefined;
    let low = 0;
    let high = this.#frames.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#frames[middle]! <= frame) low = middle;
      else high = middle - 1;
    }
    return { order: this.#orders[low]!, seq: this.#seqs[low]! + frame - this.#frames[low]! };
  }

  #begin(order: number, seq: number): void {
    if (this.#frames.length >= this.#maxStretches) this.#forgetQuarter();
    this.#frames.push(this.#last + 1);
    this.#orders.push(order);
    this.#seqs.push(seq);
  }

  /** A quarter at a time, so that a stretch costs the same on average however many are kept. */
  #forgetQuarter(): void {
    const dropped = Math.ceil(this.#maxStretches / 4);
    this.#frames = this.#frames.slice(dropped);
    this.#orders = this.#orders.slice(dropped);
    this.#seqs = this.#seqs.slice(dropped);
  }
}
