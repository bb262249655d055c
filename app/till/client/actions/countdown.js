// Seconds that somebody has to wait, counted down on the screen.

const TICK_MS = 500;

export class Countdown {
  #onTick;
  #until = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {() => void} onTick the seconds that are left may have changed */
  constructor(onTick) {
    this.#onTick = onTick;
  }

  /** The seconds that are left. */
  get seconds() {
    return Math.max(0, Math.ceil((this.#until - Date.now()) / 1000));
  }

  /** @param {number} seconds */
  start(seconds) {
    this.#until = Date.now() + seconds * 1000;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => {
      if (!this.seconds) clearInterval(this.#timer);
      this.#onTick();
    }, TICK_MS);
  }

  stop() {
    this.#until = 0;
    clearInterval(this.#timer);
  }
}
