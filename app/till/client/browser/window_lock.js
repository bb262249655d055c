// One window works a till; another one only looks on. Without that, two windows would share one queue.

/** How long other windows have to answer where they ask each other, in milliseconds. */
const ANSWER_MS = 200;

/**
 * Asks to be the window that works. Web Locks need a secure page (https or localhost); elsewhere windows ask each other.
 */
export class WindowLock {
  /** The last lock of this page is given back only a moment after it was released: who asks too early gets none. */
  static #released = Promise.resolve();

  #name;
  #onOwner;
  #stopped = false;
  /** @type {() => void} */
  #release = () => {};

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {(owner: boolean) => void} options.onOwner with true when this window works the till, with false when another one does
   */
  constructor({ name, onOwner }) {
    this.#name = name;
    this.#onOwner = onOwner;
  }

  start() {
    this.#stopped = false;
    if (navigator.locks) WindowLock.#released.then(() => this.#request({ ifAvailable: true }));
    else this.#askOtherWindows(false);
  }

  /** Take the till over from the other window. */
  takeOver() {
    if (navigator.locks) this.#request({ steal: true });
    else this.#askOtherWindows(true);
  }

  stop() {
    this.#stopped = true;
    this.#release();
    this.#release = () => {};
  }

  /** @param {boolean} owner */
  #report(owner) {
    if (!this.#stopped) this.#onOwner(owner);
  }

  /** @param {LockOptions} options */
  #request(options) {
    if (this.#stopped) return;
    const asked = navigator.locks
      .request(this.#name, options, (lock) => {
        if (this.#stopped) return undefined;
        this.#report(lock !== null);
        return lock ? new Promise((resolve) => (this.#release = () => resolve(undefined))) : undefined;
      })
      .catch(() => this.#report(false)); // another window took it from us
    WindowLock.#released = asked.then(() => {});
  }

  /** @param {boolean} steal */
  #askOtherWindows(steal) {
    this.#release();
    const me = Math.random();
    const channel = new BroadcastChannel(this.#name);
    let owner = false;
    const waiting = setTimeout(
      () => {
        owner = true;
        this.#report(true);
      },
      steal ? 0 : ANSWER_MS,
    );
    channel.onmessage = ({ data }) => {
      if (data.from === me) return;
      if (data.kind === 'taken' || data.kind === 'here') {
        owner = false;
        clearTimeout(waiting);
        this.#report(false);
      } else if (owner) channel.postMessage({ kind: 'here', from: me });
    };
    channel.postMessage({ kind: steal ? 'taken' : 'anybody', from: me });
    this.#release = () => {
      clearTimeout(waiting);
      channel.close();
    };
  }
}
