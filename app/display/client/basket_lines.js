// The lines of the basket: what changed last is marked and in sight.

import { h, setText } from './dom.js';

/**
 * @typedef {import('./connection.js').Line} Line
 * @typedef {import('./texts.js').Texts} Texts
 * @typedef {{ element: HTMLLIElement, written: string, draw: (line: Line, texts: Texts) => void }} Row
 */

export class BasketLines {
  /** @type {Map<number, Row>} */
  #rows = new Map();
  /** @type {Row | null} */
  #newest = null;

  /** @param {string} label */
  constructor(label) {
    this.element = h('ol', { class: 'lines', 'aria-label': label, tabindex: '0' });
  }

  /**
   * @param {Line[]} lines
   * @param {Texts} texts
   */
  draw(lines, texts) {
    const places = new Set(lines.map(({ position }) => position));
    for (const [position, row] of this.#rows) {
      if (places.has(position)) continue;
      row.element.remove();
      this.#rows.delete(position);
      if (row === this.#newest) this.#newest = null;
    }
    const changed = lines.filter((line) => this.#write(line, texts)).at(-1);
    if (changed) this.#mark(this.#rows.get(changed.position) ?? null);
  }

  /**
   * Tells whether the line is new or was changed.
   * @param {Line} line
   * @param {Texts} texts
   */
  #write(line, texts) {
    const written = JSON.stringify(line);
    let row = this.#rows.get(line.position);
    if (row?.written === written) return false;
    if (!row) {
      row = makeRow();
      this.#rows.set(line.position, row);
      this.element.append(row.element);
    }
    row.draw(line, texts);
    row.written = written;
    return true;
  }

  /** @param {Row | null} row */
  #mark(row) {
    this.#newest?.element.classList.remove('is-newest');
    this.#newest = row;
    row?.element.classList.add('is-newest');
    row?.element.scrollIntoView({ block: 'nearest' });
  }
}

/** @returns {Row} */
function makeRow() {
  const name = h('bdi', { class: 'name' });
  const amount = h('span', { class: 'amount' });
  const details = h('span', { class: 'details' });
  const deposit = h('span', { class: 'details' });
  const depositAmount = h('span', { class: 'details amount' });
  const element = h('li', { class: 'line' }, name, amount, details, deposit, depositAmount);
  return {
    element,
    written: '',
    draw(line, texts) {
      setText(name, line.name);
      setText(amount, texts.money(line.gross_minor));
      setText(details, detailsOf(line, texts));
      setText(deposit, line.deposit_minor ? texts.translate('display.deposit') : '');
      setText(depositAmount, line.deposit_minor ? texts.money(line.deposit_minor) : '');
      for (const each of [details, deposit, depositAmount]) each.hidden = !each.textContent;
    },
  };
}

/**
 * How many at which price, where that is not plain, and the discount.
 * @param {Line} line
 * @param {Texts} texts
 */
function detailsOf(line, { translate, money, quantity }) {
  const isReturn = line.gross_minor < 0 || line.quantity.startsWith('-');
  const isOne = line.unit === 'piece' && Math.abs(Number(line.quantity)) === 1;
  const values = { quantity: quantity(line.quantity.replace('-', '')), price: money(line.unit_price_minor) };
  const count = isOne && !line.discount_minor ? '' : translate(`display.of_${line.unit}`, values);
  const discount = line.discount_minor ? `${translate('display.discount')} ${money(-line.discount_minor)}` : '';
  return [isReturn ? translate('display.returned') : '', count, discount].filter(Boolean).join(' · ');
}
