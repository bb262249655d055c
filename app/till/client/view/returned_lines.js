// Goods that come back, below the lines of the basket: in words, with a minus, and each with a key to leave it out.

import { h, targetOf } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 * @typedef {import('../model/returned.js').Returned} Returned
 */

export class ReturnedLines {
  #onRemove;
  /** @type {Texts | null} */
  #texts = null;
  #shown = '';

  /** @param {(saleId: number, position: number) => void} onRemove */
  constructor(onRemove) {
    this.#onRemove = onRemove;
    this.element = h('ul', { class: 'returned', hidden: true, onclick: (/** @type {Event} */ event) => this.#onClick(event) });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#shown = '';
    this.element.setAttribute('aria-label', texts.translate('till.return_title'));
  }

  /** @param {Returned | null} returned */
  draw(returned) {
    const texts = this.#texts;
    if (!texts) return;
    const lines = returned?.lines ?? [];
    this.element.hidden = !lines.length;
    const key = JSON.stringify(lines);
    if (key === this.#shown) return;
    this.#shown = key;
    const number = returned?.receipt_number ?? 0;
    this.element.replaceChildren(...lines.map((line) => this.#row(line, number, texts)));
  }

  /**
   * @param {import('../model/returned.js').ReturnedLine} line
   * @param {number} number
   * @param {Texts} texts
   */
  #row(line, number, { translate, format }) {
    const isDeposit = line.belongs_to !== null;
    const unit = line.unit === 'piece' ? '' : ` ${translate(`till.unit_${line.unit}`)}`;
    const name = line.name || translate('till.deposit');
    const why = isDeposit ? '' : `${translate(`till.return_reason_${line.reason}`)} · ${translate('till.receipt_number')} ${number}`;
    const text = h(
      'div',
      { class: 'line-text' },
      h('span', { class: 'line-name' }, icon('recall'), h('span', {}, `${format.quantity(Number(line.quantity) * 1000)}${unit} × ${name}`)),
      h('small', {}, h('b', { class: 'returned-word' }, translate('till.return_word')), why),
    );
    const label = translate('till.return_remove', { name });
    const remove = h('button', { type: 'button', class: 'step', 'aria-label': label, data: { sale: line.sale_id, position: line.position } }, icon('trash'));
    const amount = h('span', { class: 'line-amount' }, format.money(-line.gross_minor));
    return h('li', { class: 'line is-return' }, text, isDeposit ? h('span') : h('div', { class: 'steps' }, remove), amount);
  }

  /** @param {Event} event */
  #onClick(event) {
    const key = targetOf(event, 'button[data-sale]');
    if (key) this.#onRemove(Number(key.dataset['sale']), Number(key.dataset['position']));
  }
}
