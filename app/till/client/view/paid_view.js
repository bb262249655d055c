// What stands in place of the basket after a sale: the change, large.

import { receivedMinor } from '../model/sale.js';
import { button, h, setAmount } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 */

export class PaidView {
  #onReceipt;
  /** @type {Texts | null} */
  #texts = null;
  #shown = '';

  /** @param {{ onReceipt: (saleId: number) => void }} options */
  constructor({ onReceipt }) {
    this.#onReceipt = onReceipt;
    this.element = h('div', { class: 'paid', hidden: true });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shown = '';
  }

  /** @param {Sale | null} sale */
  draw(sale) {
    this.element.hidden = !sale;
    if (!sale || !this.#texts) return;
    const key = `${sale.id} ${Boolean(sale.paidBefore)}`;
    if (this.#shown === key) return;
    this.#shown = key;
    this.element.classList.toggle('is-old', Boolean(sale.paidBefore));
    this.element.replaceChildren(...this.#content(sale, this.#texts));
  }

  /**
   * @param {Sale} sale
   * @param {Texts} texts
   */
  #content(sale, { translate, format }) {
    const inCash = sale.tenders.some(({ kind }) => kind === 'cash');
    const change = h('p', { class: 'change' });
    setAmount(change, format.money(inCash ? sale.change_minor : sale.due_minor));
    const title = translate(sale.paidBefore ? 'till.problem_paid_before' : 'till.paid');
    return [
      h('p', { class: 'paid-title', role: 'status' }, icon(sale.paidBefore ? 'alert' : 'check'), title),
      h('p', { class: 'change-label' }, translate(inCash ? 'till.change' : 'till.paid_amount')),
      change,
      h(
        'dl',
        {},
        inCash ? fact(translate('till.received'), format.money(receivedMinor(sale.tenders))) : null,
        inCash ? fact(translate('till.paid_amount'), format.money(sale.due_minor)) : null,
        fact(translate('till.receipt_number'), String(sale.receipt_number)),
      ),
      button({ label: translate('till.show_receipt'), iconName: 'receipt', class: 'wide', onclick: () => this.#onReceipt(sale.id) }),
    ];
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function fact(name, value) {
  return h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, value));
}
