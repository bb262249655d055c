// The green strip: change of a sale that nobody has seen yet, because the next basket had begun when the answer came.

import { receivedMinor } from '../model/sale.js';
import { button, h } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 */

export class UnseenChange {
  #storage;
  /** @type {Sale[]} */
  #sales;
  /** @type {Texts | null} */
  #texts = null;

  /** @param {{ storage: { unseenSales: Sale[] } }} options it survives a reload there */
  constructor({ storage }) {
    this.#storage = storage;
    this.#sales = storage.unseenSales;
    this.element = h('div', { class: 'owed', role: 'status', hidden: true });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#draw();
  }

  /** @param {Sale} sale */
  add(sale) {
    this.#store([...this.#sales, sale]);
  }

  /** The operator has seen it; tells whether there was anything. */
  dismiss() {
    const had = this.#sales.length > 0;
    this.#store([]);
    return had;
  }

  /** @param {Sale[]} sales */
  #store(sales) {
    this.#sales = this.#storage.unseenSales = sales;
    this.#draw();
  }

  #draw() {
    const texts = this.#texts;
    this.element.hidden = !this.#sales.length;
    if (!texts) return;
    const seen = button({ label: texts.translate('till.seen'), key: 'Esc', class: 'owed-button', onclick: () => this.dismiss() });
    const lines = this.#sales.map((sale) => changeOf(sale, texts));
    this.element.replaceChildren(icon('check'), h('div', { class: 'owed-text' }, lines), seen);
  }
}

/**
 * @param {Sale} sale
 * @param {Texts} texts
 */
function changeOf({ receipt_number: number, change_minor: change, tenders }, { translate, format }) {
  const received = format.money(receivedMinor(tenders));
  const fine = h('small', {}, translate('till.owed_of', { number, received }));
  return h('p', {}, `${translate('till.change')} `, h('strong', {}, format.money(change)), fine);
}
