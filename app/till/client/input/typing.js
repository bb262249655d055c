// Keys pressed while no field has the focus. They wait for a moment, because they may turn out to begin a scan.

/** A scanner's next key comes sooner than this. */
const WAIT_MS = 70;

export class Typing {
  #onText;
  #onEnter;
  #text = '';
  #at = 0;
  /** @type {{ at: number, takeBack: () => void } | null} */
  #written = null; // the text that was written last
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {object} options
   * @param {(text: string) => () => void} options.onText writes what a person typed and gives a function that takes it back
   * @param {() => void} options.onEnter follows Enter
   */
  constructor({ onText, onEnter }) {
    this.#onText = onText;
    this.#onEnter = onEnter;
  }

  /** @param {{ key: string, timeStamp: number }} event */
  press({ key, timeStamp }) {
    clearTimeout(this.#timer);
    if (!this.#text) this.#at = timeStamp;
    this.#text += key;
    this.#timer = setTimeout(() => this.finish(), WAIT_MS);
  }

  /** Write what was typed so far; tells whether there was anything. */
  finish() {
    const text = this.#text;
    this.stop();
    if (text) this.#written = { at: this.#at, takeBack: this.#onText(text) };
    return text !== '';
  }

  /**
   * Fast keys that were no scan after all.
   * @param {{ text: string, ended: boolean }} given
   */
  take({ text, ended }) {
    this.finish();
    this.#onText(text);
    if (ended) this.#onEnter();
  }

  /**
   * A scan that began then: what is not written yet was no typing, nor was what a stalled scan had written.
   * @param {number} startedAt
   */
  undo(startedAt) {
    this.stop();
    if (startedAt && this.#written && this.#written.at >= startedAt) this.#written.takeBack();
    this.#written = null;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#text = '';
  }
}
