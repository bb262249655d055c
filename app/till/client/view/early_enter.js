// An Enter that came before the till could take money: it counts as soon as the till can, for the amount that was shown.
// A person presses it while the last scan is on its way or the server is slow; without this it would be lost.

/** An Enter is worth something for so long only: after that the operator has turned to something else. */
export const WORTH_MS = 5000;

/**
 * @typedef {object} EarlyDelegate
 * @property {() => void} onReady the till can take the money now
 * @property {(key: string) => void} onLost the Enter counts no more, and the reason
 */

export class EarlyEnter {
  #delegate;
  /** What was due when it was pressed, in the smallest unit. @type {number | null} */
  #dueMinor = null;
  #text = ''; // of the amount, as it was typed then
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {EarlyDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Whether an Enter waits. */
  get isHeld() {
    return this.#dueMinor !== null;
  }

  /**
   * @param {number} dueMinor as it is shown
   * @param {string} text the amount as it was typed
   */
  hold(dueMinor, text) {
    clearTimeout(this.#timer);
    this.#dueMinor = dueMinor;
    this.#text = text;
    this.#timer = setTimeout(() => this.#lose('till.early_late'), WORTH_MS);
  }

  /** The operator did something else. */
  drop() {
    clearTimeout(this.#timer);
    this.#dueMinor = null;
  }

  /**
   * See whether the money can be taken by now. Another amount than the one that was shown is nobody's wish.
   * @param {number} dueMinor
   * @param {string} text the amount as it is typed now
   * @param {boolean} canPay
   */
  look(dueMinor, text, canPay) {
    if (!this.isHeld || !canPay) return;
    if (dueMinor === this.#dueMinor && text === this.#text) {
      this.drop();
      queueMicrotask(this.#delegate.onReady);
    } else this.#lose('till.early_changed');
  }

  /** @param {string} key */
  #lose(key) {
    this.drop();
    queueMicrotask(() => this.#delegate.onLost(key)); // it draws, and this may be amid a drawing
  }
}
