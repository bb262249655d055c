// The till. Streamlit calls the default export when the page appears; from then on the till lives by itself
// and speaks with the server's interface. Nothing here depends on a rerun of the page.

import { TillParts } from './wiring/till_parts.js';

/** @typedef {import('./wiring/till_parts.js').TillData} TillData */

class Till {
  #parts;
  /** @type {(() => void)[]} */
  #ends = [];

  /**
   * @param {HTMLElement} root
   * @param {TillData} data
   */
  constructor(root, data) {
    this.root = root;
    this.#parts = new TillParts(root, data);
  }

  /** Show the till and begin to sell. */
  start() {
    const { root } = this;
    const { contact, idle, input, keys, lock, screen, typing } = this.#parts;
    const { onKey, onScan, onText } = window.kassaWedge;
    screen.fill();
    this.#watchFields(root);
    this.#endEdits(root);
    this.#ends.push(onScan((scan) => input.scan(scan)));
    this.#ends.push(onText((given) => input.burst(given, (text) => typing.take(text))));
    this.#ends.push(onKey((event) => keys.press(event)));
    contact.start();
    idle.start();
    lock.start();
  }

  /**
   * An edit by a sign is recorded before whatever is touched next, and before the page goes.
   * @param {HTMLElement} root
   */
  #endEdits(root) {
    const { edits } = this.#parts;
    const finish = () => edits.finish();
    root.addEventListener('pointerdown', finish, { capture: true });
    window.addEventListener('pagehide', finish);
    this.#ends.push(() => root.removeEventListener('pointerdown', finish, { capture: true }));
    this.#ends.push(() => window.removeEventListener('pagehide', finish), finish);
  }

  /**
   * Whatever field a payment card's number is typed into, it does not stay there.
   * @param {HTMLElement} root
   */
  #watchFields(root) {
    const look = (/** @type {Event} */ { target }) => {
      if (!(target instanceof HTMLInputElement) || !this.#parts.stopCard(target.value)) return;
      target.value = '';
      target.dispatchEvent(new Event('input', { bubbles: true }));
    };
    root.addEventListener('input', look);
    this.#ends.push(() => root.removeEventListener('input', look));
  }

  /** Leave nothing behind that listens, waits or draws; what has no answer stays in the browser's storage. */
  stop() {
    const { checkout, contact, edits, idle, lock, queue, signIn, sound, typing, view } = this.#parts;
    this.#ends.splice(0).forEach((end) => end());
    for (const part of [lock, edits, contact, idle, signIn, checkout, queue, typing, view, sound]) part.stop();
  }
}

/** @type {WeakMap<Element, Till>} */
const tills = new WeakMap();

/**
 * Called by Streamlit at each run of the page and each change of its theme, with the same place; the first makes the till.
 *
 * What it returns is called when the component goes, and also at once for a call that another has overtaken: its
 * place is then still in the page, and the till in it sells on.
 * @param {{ data: TillData, parentElement: ParentNode }} page
 */
export default function till({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector('#till'));
  if (!tills.has(root)) {
    const made = new Till(root, data);
    tills.set(root, made);
    made.start();
  }
  return () => {
    if (root.isConnected) return;
    tills.get(root)?.stop();
    tills.delete(root);
  };
}
