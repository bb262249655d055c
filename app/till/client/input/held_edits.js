// Edits by a single sign, such as +: seen at once, and recorded a moment later, because a scan may begin with the sign.

/** A scanner's next key comes sooner than this, also where the machine stalls: until then nothing is sent. */
const WAIT_MS = 400;

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 *
 * @typedef {object} EditDelegate
 * @property {Record<string, () => TillEvent | null>} plans what each sign would do now; null: nothing
 * @property {(events: TillEvent[]) => void} onShow draws the basket as it is after these
 * @property {(event: TillEvent) => boolean} record
 */

export class HeldEdits {
  #delegate;
  /** @type {{ event: TillEvent, at: number }[]} */
  #held = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {EditDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** @param {string} key */
  has(key) {
    return key in this.#delegate.plans;
  }

  /** @param {{ key: string, timeStamp: number }} event */
  press({ key, timeStamp }) {
    const event = this.#delegate.plans[key]?.();
    if (!event) return;
    clearTimeout(this.#timer);
    this.#hold([...this.#held, { event, at: timeStamp }]);
    this.#timer = setTimeout(() => this.finish(), WAIT_MS);
  }

  /** Nothing is held back any longer. */
  finish() {
    if (!this.#held.length) return;
    const due = this.#held;
    this.stop();
    for (const { event } of due) this.#delegate.record(event);
  }

  /**
   * A scan that began then: its signs were no edits.
   * @param {number} startedAt
   */
  undo(startedAt) {
    const held = this.#held.filter(({ at }) => !startedAt || at < startedAt);
    if (held.length !== this.#held.length) this.#hold(held);
    this.finish();
  }

  stop() {
    clearTimeout(this.#timer);
    if (this.#held.length) this.#hold([]);
  }

  /** @param {{ event: TillEvent, at: number }[]} held */
  #hold(held) {
    this.#held = held;
    this.#delegate.onShow(held.map(({ event }) => event));
  }
}
