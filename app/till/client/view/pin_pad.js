// Large keys for a PIN, and a dot for each digit: nobody reads it over a shoulder.

import { h } from './dom.js';
import { makeKeypad } from './keypad.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0', 'enter'];
const DOTS = 6;

export class PinPad {
  #dots = h('div', { class: 'pin-dots', role: 'status' });
  #keypad;
  /** @type {import('../model/text.js').Translate} */
  #translate = (key) => key;

  /** @param {{ onKey: (key: string) => void }} delegate */
  constructor({ onKey }) {
    this.#keypad = makeKeypad({ keys: KEYS, onKey });
    this.element = h('div', { class: 'pin-pad', tabindex: '-1' }, this.#dots, this.#keypad.element);
  }

  /** @param {{ translate: import('../model/text.js').Translate, format: { decimal: string } }} texts */
  fill({ translate, format }) {
    this.#translate = translate;
    this.#keypad.fill({ translate, decimal: format.decimal });
  }

  /**
   * @param {number} digits
   * @param {boolean} isOff nothing can be typed now
   */
  draw(digits, isOff) {
    this.#dots.setAttribute('aria-label', this.#translate('till.pin_digits', { count: digits }));
    this.#dots.replaceChildren(...Array.from({ length: Math.max(DOTS - 2, digits) }, (_, i) => h('i', { class: i < digits ? 'pin-dot is-typed' : 'pin-dot' })));
    for (const key of this.#keypad.element.querySelectorAll('button')) key.disabled = isOff;
  }
}
