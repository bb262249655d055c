// Whether somebody is at the till: after some minutes without a key or a touch it is locked, with the basket kept.

/**
 * @typedef {object} IdleDelegate
 * @property {() => boolean} isWatched somebody is signed in, and nothing that must not be interrupted goes on
 * @property {() => void} onIdle
 * @property {() => void} onActive there was input since the last time that this was reported
 */

const LOOK_MS = 5000;
/** The server ends a session without input, too, so it is told of input that asks it nothing. */
const REPORT_MS = 30_000;
const INPUTS = ['keydown', 'pointerdown', 'wheel'];

export class IdleWatch {
  #delegate;
  #idleMs;
  #inputAt = Date.now();
  #reportedAt = Date.now();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #note = () => (this.#inputAt = Date.now());

  /** @param {{ idleMs: number } & IdleDelegate} options */
  constructor({ idleMs, ...delegate }) {
    this.#idleMs = idleMs;
    this.#delegate = delegate;
  }

  start() {
    for (const name of INPUTS) window.addEventListener(name, this.#note, { capture: true, passive: true });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  stop() {
    for (const name of INPUTS) window.removeEventListener(name, this.#note, { capture: true });
    clearInterval(this.#timer);
  }

  /** Begin to count anew, for whoever has just come. */
  reset() {
    this.#note();
    this.#reportedAt = Date.now();
  }

  #look() {
    if (!this.#delegate.isWatched()) return;
    const now = Date.now();
    if (now - this.#inputAt >= this.#idleMs) this.#delegate.onIdle();
    else if (this.#inputAt > this.#reportedAt && now - this.#reportedAt >= REPORT_MS) {
      this.#reportedAt = now;
      this.#delegate.onActive();
    }
  }
}
