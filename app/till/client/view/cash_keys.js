// Keys that take an amount of cash at one touch: the exact one, and the usual notes.

import { cashKeys } from '../model/cash_amounts.js';
import { h } from './dom.js';

/** @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format, noteMinor: number | null }} CashTexts */

export class CashKeys {
  #onPay;
  #keyClass;
  #textClass;
  /** @type {CashTexts | null} */
  #texts = null;
  #shown = '';

  /**
   * @param {object} options
   * @param {string} options.class of all keys together
   * @param {string} options.keyClass of one key
   * @param {string} options.textClass what the classes of a key's texts begin with
   * @param {(amountMinor: number) => void} options.onPay
   */
  constructor({ class: className, keyClass, textClass, onPay }) {
    this.#onPay = onPay;
    this.#keyClass = keyClass;
    this.#textClass = textClass;
    this.element = h('div', { class: className, role: 'group' });
  }

  /** @param {CashTexts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shown = '';
    this.element.replaceChildren();
    this.element.setAttribute('aria-label', texts.translate('till.cash_exact'));
  }

  /**
   * @param {number | null} dueMinor null: there is nothing to pay
   * @param {boolean} canPay
   */
  draw(dueMinor, canPay) {
    const texts = this.#texts;
    if (!texts) return;
    const amounts = dueMinor === null ? [] : cashKeys(dueMinor, texts.format.factor, texts.noteMinor);
    if (String(amounts) !== this.#shown) {
      this.#shown = String(amounts);
      this.element.replaceChildren(...amounts.map((amount, i) => this.#key(amount, i === 0, texts)));
    }
    for (const key of this.element.querySelectorAll('button')) key.disabled = !canPay;
  }

  /**
   * @param {number} amountMinor
   * @param {boolean} exact
   * @param {CashTexts} texts
   */
  #key(amountMinor, exact, { translate, format }) {
    return h(
      'button',
      { type: 'button', class: `${this.#keyClass}${exact ? ' is-exact' : ''}`, onclick: () => this.#onPay(amountMinor) },
      h('span', { class: `${this.#textClass}-label` }, translate(exact ? 'till.exact' : 'till.cash')),
      h('span', { class: `${this.#textClass}-amount` }, format.shortMoney(amountMinor)),
    );
  }
}
