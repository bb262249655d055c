// The box to search, type and multiply in.

import { LINE_MILLI_MAX } from '../model/basket.js';
import { parseQuantity } from '../model/format.js';
import { h, iconButton, setText } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {object} SearchBoxDelegate
 * @property {() => void} onText the text has changed
 * @property {() => void} onEnter
 * @property {() => void} onDown the arrow that leads to what was found
 * @property {(text: string) => void} onWrongMultiplier
 * @property {(text: string) => boolean} isCalled whether a product's name, SKU or barcode has this text in it
 * @property {(text: string) => boolean} isCode whether the text is the whole code of a product
 * @property {(text: string) => boolean} stopCard whether the text is a payment card; then it is refused
 */

/** A number and a sign that multiplies, with what was typed behind it; an x multiplies only where nothing is called so. */
const TIMES = /^([\d.,]+)([*×x])(.*)$/i;

export class SearchBox {
  #delegate;
  #milli = 1000;
  #input;
  #multiplier;
  #clearButton;
  /** @type {(() => void) | null} */
  #onShown = null;
  /** @type {import('../model/text.js').Translate} */
  #translate = (key) => key;
  /** @type {import('../model/format.js').Format | null} */
  #format = null;

  /** @param {SearchBoxDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#input = h('input', {
      class: 'box-input',
      type: 'text',
      inputmode: 'search',
      enterkeyhint: 'go',
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      oninput: () => this.#onInput(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    });
    this.#multiplier = h('button', { type: 'button', class: 'times', hidden: true, onclick: () => this.#multiply(1000) });
    this.#clearButton = iconButton({ iconName: 'close', class: 'box-clear', onclick: () => this.empty() });
    this.#clearButton.hidden = true;
    const hint = h('kbd', { 'aria-hidden': 'true' }, 'F2');
    this.element = h('div', { class: 'box' }, icon('search'), this.#multiplier, this.#input, this.#clearButton, hint);
  }

  /** @param {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} texts */
  fill({ translate, format }) {
    this.#translate = translate;
    this.#format = format;
    this.#input.placeholder = translate('till.search');
    this.#input.setAttribute('aria-label', translate('till.search'));
    this.#clearButton.setAttribute('aria-label', translate('till.clear_box'));
    this.#multiply(this.#milli);
  }

  get text() {
    return this.#input.value;
  }

  /** Whether there is neither a text nor a multiplier. */
  get isEmpty() {
    return !this.text && this.#milli === 1000;
  }

  /**
   * Whether `element` is this box and holds no text.
   * @param {EventTarget | undefined} element
   */
  isEmptyField(element) {
    return element === this.#input && !this.text;
  }

  /** The multiplier and what was typed, in one line. */
  get shownText() {
    return (this.#milli === 1000 ? '' : `${this.#quantity} × `) + this.text;
  }

  /**
   * Report each change of what is shown, until null is given.
   * @param {(() => void) | null} onShown
   */
  watch(onShown) {
    this.#onShown = onShown;
  }

  /** Type here next: in place of the text, if there is one. */
  focus() {
    this.#input.focus();
    this.#input.select();
  }

  /** @param {string} text */
  setText(text) {
    this.#input.value = text;
    this.#onInput();
  }

  /**
   * Type `text` from elsewhere: the keypad, or keys pressed while no field had the focus.
   * @param {string} text
   */
  type(text) {
    this.setText(this.text + text);
  }

  /**
   * Type what was meant for this box while no field had the focus.
   * @param {string} text
   */
  typeFocused(text) {
    this.#input.focus();
    this.type(text);
  }

  /**
   * A key of the keypad.
   * @param {string} key
   */
  press(key) {
    if (key === 'back') this.#backspace();
    else if (key === 'clear') this.empty();
    else if (key === 'enter') this.#delegate.onEnter();
    else if (key === 'times') this.type('*');
    else this.type(key === 'decimal' ? (this.#format?.decimal ?? '.') : key);
  }

  /** Take the text and the multiplier away; tells whether there was anything. */
  empty() {
    const had = !this.isEmpty;
    this.#multiply(1000);
    this.setText('');
    return had;
  }

  /** Take the text away without searching anew. */
  forget() {
    this.#input.value = '';
    this.#clearButton.hidden = true;
    this.#onShown?.();
  }

  /** Read `4x40` as four of 40, where nothing is called so; tells whether it could be read like that. */
  split() {
    return this.#readMultiplier(true);
  }

  /** Whether the next product comes a number of times that was typed. */
  get isMultiplied() {
    return this.#milli !== 1000;
  }

  /** How many thousandths the next product comes; the one after it comes once. */
  takeMultiplier() {
    const milli = this.#milli;
    this.#multiply(1000);
    return milli;
  }

  get #quantity() {
    return this.#format?.quantity(this.#milli) ?? '';
  }

  #backspace() {
    if (this.text) this.setText(this.text.slice(0, -1));
    else this.#multiply(1000);
  }

  #onInput() {
    if (this.#delegate.stopCard(this.text)) this.#input.value = '';
    this.#readMultiplier(false);
    this.#clearButton.hidden = !this.text;
    this.#onShown?.();
    this.#delegate.onText();
  }

  /**
   * Take a multiplier from the beginning of the text; tells whether there was one.
   * @param {boolean} atEnter whether nothing more will be typed
   */
  #readMultiplier(atEnter) {
    const [, number = '', sign = '', rest = ''] = TIMES.exec(this.text.trim()) ?? [];
    const isLetter = /x/i.test(sign);
    if (!sign || (isLetter && (this.#delegate.isCalled(`${number}x${rest}`) || (rest && !atEnter)))) return false;
    this.#input.value = rest.trim();
    const milli = parseQuantity(number);
    if (milli && milli <= LINE_MILLI_MAX) this.#multiply(milli);
    else this.#delegate.onWrongMultiplier(number);
    return true;
  }

  /**
   * The next product comes so many times (in thousandths).
   * @param {number} milli
   */
  #multiply(milli) {
    this.#milli = milli;
    this.#multiplier.hidden = milli === 1000;
    this.#onShown?.();
    setText(this.#multiplier, `${this.#quantity} ×`);
    this.#multiplier.setAttribute('aria-label', this.#translate('till.times', { count: this.#quantity }));
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    // A scanner that is slow enough to be taken for a person ends its code with either.
    const endsCode = event.key === 'Tab' && !event.shiftKey && this.#delegate.isCode(this.text.trim());
    if (event.key === 'Enter' || endsCode) this.#delegate.onEnter();
    else if (event.key === 'ArrowDown') this.#delegate.onDown();
    else return;
    event.preventDefault();
  }
}
