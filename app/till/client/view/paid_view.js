// What stands in place of the basket after a sale: the change, large.

import { givenBackMinor, receivedMinor } from '../model/sale.js';
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
    setAmount(change, format.money(inCash ? sale.change_minor : receivedMinor(sale.tenders)));
    const isRefund = sale.kind === 'refund';
    if (isRefund) setAmount(change, format.money(givenBackMinor(sale.tenders)));
    const title = translate(sale.paidBefore ? 'till.problem_paid_before' : isRefund ? 'till.given_back' : 'till.paid');
    return [
      h('p', { class: 'paid-title', role: 'status' }, icon(sale.paidBefore ? 'alert' : 'check'), title),
      h('p', { class: 'change-label' }, translate(isRefund ? (inCash ? 'till.give_cash' : 'till.given_by_card') : inCash ? 'till.change' : 'till.paid_amount')),
      change,
      h(
        'dl',
        {},
        inCash && !isRefund ? fact(translate('till.received'), format.money(receivedMinor(sale.tenders))) : null,
        inCash && !isRefund ? fact(translate('till.paid_amount'), format.money(receivedMinor(sale.tenders) - sale.change_minor)) : null,
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
