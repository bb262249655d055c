// The parts of the basket that are paid, each with a key to give it back.

import { paidParts } from '../model/part_payment.js';
import { h, iconButton } from './dom.js';

/**
 * @typedef {import('../model/part_payment.js').Attempt} Attempt
 * @typedef {import('../model/part_payment.js').Payments} Payments
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 */

export class PaidParts {
  #onGiveBack;
  /** @type {Texts | null} */
  #texts = null;
  #shown = '';

  /** @param {(part: Attempt) => void} onGiveBack */
  constructor(onGiveBack) {
    this.#onGiveBack = onGiveBack;
    this.element = h('ul', { class: 'paid-parts', hidden: true });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shown = '';
    this.element.setAttribute('aria-label', texts.translate('till.paid_parts'));
  }

  /**
   * @param {Payments | null | undefined} payments
   * @param {boolean} canGiveBack
   */
  draw(payments, canGiveBack) {
    if (!this.#texts) return;
    const parts = paidParts(payments);
    this.element.hidden = !parts.length;
    const key = parts.map((each) => each.key).join();
    if (key !== this.#shown) {
      this.#shown = key;
      this.element.replaceChildren(...parts.map((each) => this.#row(each)));
    }
    for (const each of this.element.querySelectorAll('button')) each.disabled = !canGiveBack;
  }

  /** @param {Attempt} part */
  #row(part) {
    const texts = this.#texts;
    if (!texts) return h('li');
    const { translate, format } = texts;
    const method = translate(`till.method_${part.method}`);
    const give = iconButton({ iconName: 'recall', class: 'square quiet', onclick: () => this.#onGiveBack(part) });
    give.setAttribute('aria-label', translate('till.give_back', { method, amount: format.money(part.taken_minor) }));
    give.title = translate('till.give_back', { method, amount: format.money(part.taken_minor) });
    return h('li', {}, h('span', {}, method, part.card ? h('small', {}, part.card) : null), h('b', {}, format.money(part.taken_minor)), give);
  }
}
