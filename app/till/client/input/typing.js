// Keys pressed while no field has the focus. They wait for a moment, because they may turn out to begin a scan.

/** A scanner's next key comes sooner than this. */
const WAIT_MS = 70;

export class Typing {
  /** `onText(text)` writes what a person typed and gives a function that takes it back; `onEnter()` follows Enter. */
  constructor({ onText, onEnter }) {
    Object.assign(this, { onText, onEnter });
    this.text = '';
    this.written = null; // {at, takeBack} of what was written last
  }

  press({ key, timeStamp }) {
    clearTimeout(this.timer);
    if (!this.text) this.at = timeStamp;
    this.text += key;
    this.timer = setTimeout(() => this.finish(), WAIT_MS);
  }

  /** Write what was typed so far; tells whether there was anything. */
  finish() {
    const { text, at } = this;
    this.forget();
    if (text) this.written = { at, takeBack: this.onText(text) };
    return text !== '';
  }

  /** Fast keys that were no scan after all. */
  take({ text, ended }) {
    this.finish();
    this.onText(text);
    if (ended) this.onEnter();
  }

  /** A scan that began then: what is not written yet was no typing, nor was what a stalled scan had written. */
  undo(startedAt) {
    this.forget();
    if (startedAt && this.written?.at >= startedAt) this.written.takeBack();
    this.written = null;
  }

  forget() {
    clearTimeout(this.timer);
    this.text = '';
  }
}
