// Keys for the means of payment besides cash: one touch asks the customer for what is left, or for the amount that is typed.

import { h } from './dom.js';
import { icon } from './icons.js';

/** @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts */

/** @type {Record<string, import('./icons.js').IconName>} */
const ICONS = { card: 'card', swish: 'phone', mobilepay: 'phone', own_terminal: 'receipt', store_credit: 'receipt', on_account: 'mail', cash: 'drawer', with_tip: 'card' };

export class MethodKeys {
  #onMethod;
  /** @type {Texts | null} */
  #texts = null;
  #shown = '';

  /** @param {(method: string, amountMinor: number) => void} onMethod */
  constructor(onMethod) {
    this.#onMethod = onMethod;
    this.element = h('div', { class: 'methods', role: 'group', hidden: true });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shown = '';
    this.element.setAttribute('aria-label', texts.translate('till.methods'));
  }

  /**
   * @param {string[]} methods
   * @param {number | null} amountMinor null: there is nothing to pay
   * @param {boolean} canPay
   * @param {Record<string, number>} others amounts of methods that take another one
   */
  draw(methods, amountMinor, canPay, others = {}) {
    const texts = this.#texts;
    if (!texts) return;
    const wanted = amountMinor === null || amountMinor <= 0 ? [] : methods;
    this.element.hidden = !methods.length;
    const key = `${wanted} ${amountMinor} ${JSON.stringify(others)}`;
    if (key !== this.#shown) {
      this.#shown = key;
      this.element.replaceChildren(...wanted.map((method) => this.#key(method, others[method] ?? amountMinor ?? 0, texts)));
    }
    for (const each of this.element.querySelectorAll('button')) each.disabled = !canPay;
  }

  /**
   * @param {string} method
   * @param {number} amountMinor
   * @param {Texts} texts
   */
  #key(method, amountMinor, { translate, format }) {
    return h(
      'button',
      { type: 'button', class: 'method-key', data: { method }, onclick: () => this.#onMethod(method, amountMinor) },
      icon(ICONS[method] ?? 'card'),
      h('span', { class: 'method-label' }, translate(`till.method_${method}`, { amount: format.money(amountMinor) })),
      h('span', { class: 'method-amount' }, format.money(amountMinor)),
    );
  }
}
