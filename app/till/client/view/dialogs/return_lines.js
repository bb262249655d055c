// The lines of a receipt: which of them come back, how many, why, and where the goods go.

import { writeQuantity } from '../../model/format.js';
import { PLACES, REASONS, usualPlace } from '../../model/returned.js';
import { h, setAttribute, setText } from '../dom.js';
import { icon } from '../icons.js';
import { hint } from './dialogs.js';

/**
 * @typedef {import('../../model/returned.js').BoughtReceipt} BoughtReceipt
 * @typedef {import('../../model/returned.js').ChosenLine} ChosenLine
 * @typedef {import('../../model/returned.js').SoldLine} SoldLine
 * @typedef {import('./dialogs.js').Texts} Texts
 */

const PIECE = 1000;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ receipt: BoughtReceipt, whoMay: string }} question whoMay: who has to approve an exception
 * @param {(lines: ChosenLine[]) => void} onChosen
 */
export function askReturnLines(dialogs, { receipt, whoMay }, onChosen) {
  dialogs.open((texts) => {
    const form = new ReturnForm(texts, receipt, (lines) => {
      dialogs.close();
      onChosen(lines);
    });
    const title = `${texts.translate('till.return_title')} · ${texts.translate('till.receipt_number')} ${receipt.receipt_number}`;
    const key = receipt.is_old ? 'till.return_old' : receipt.is_unproven ? 'till.return_unproven' : '';
    const old = key ? [h('p', { class: 'hint return-old' }, icon('alert'), [texts.translate(key), whoMay].filter(Boolean).join('. '))] : [];
    return { title, class: 'returning', content: [...old, ...form.content], ...(form.first ? { focus: form.first } : {}), typist: form };
  });
}

class ReturnForm {
  #texts;
  #receipt;
  #onChosen;
  /** How many thousandths of each line come back. @type {Map<number, number>} */
  #chosen = new Map();
  /** Where the goods go; null: as is usual for the reason. @type {string | null} */
  #place = null;
  /** @type {Map<number, { row: HTMLElement, toggle: HTMLButtonElement, count: HTMLElement }>} */
  #rows = new Map();
  #reasons;
  #places;

  /**
   * @param {Texts} texts
   * @param {BoughtReceipt} receipt
   * @param {(lines: ChosenLine[]) => void} onChosen
   */
  constructor(texts, receipt, onChosen) {
    const { translate } = texts;
    this.#texts = texts;
    this.#receipt = receipt;
    this.#onChosen = onChosen;
    const rows = receipt.lines.map((line) => this.#makeRow(line));
    const all = h('button', { type: 'button', class: 'toggle return-all', onclick: () => this.#chooseAll() }, translate('till.return_all'));
    this.#places = h('div', { class: 'reasons', role: 'group', 'aria-label': translate('till.return_place') }, PLACES.map((each) => this.#placeKey(each)));
    this.#reasons = h('div', { class: 'reasons', role: 'group', 'aria-label': translate('till.return_why') }, REASONS.map((each) => this.#reasonKey(each)));
    const part = (/** @type {string} */ key, /** @type {HTMLElement} */ content) => h('section', { class: 'part' }, h('h3', {}, translate(key)), content);
    const left = receipt.lines.filter((line) => Number(line.left) > 0);
    this.content = [
      left.length ? hint(translate('till.return_lines_hint')) : h('p', { class: 'problem' }, translate('till.return_nothing_left')),
      h('ul', { class: 'return-choices' }, rows),
      left.length > 1 ? all : h('span', { hidden: true }),
      part('till.return_place', this.#places),
      part('till.return_why', this.#reasons),
    ];
    if (left.length === 1 && left[0]) this.#toggle(left[0]);
    this.#draw();
  }

  /** What gets the focus: the first line that can come back. */
  get first() {
    const line = this.#receipt.lines.find((each) => Number(each.left) > 0);
    return line ? this.#rows.get(line.position)?.toggle : undefined;
  }

  /** Digits set how many of the line that was chosen last come back. */
  get text() {
    return '';
  }

  setText() {
    // nothing is typed here
  }

  /** @param {string} text */
  typeFocused(text) {
    const line = this.#last;
    if (line && /^\d$/.test(text)) this.#set(line, Number(text) * PIECE);
  }

  press() {
    // there is nothing to take back
  }

  enter() {
    const reason = this.#reasons.querySelector('button');
    if (reason instanceof HTMLButtonElement && !reason.disabled) reason.focus();
  }

  /**
   * Goods that are scanned come back: one more of them.
   * @param {string} code
   */
  scan(code) {
    const digits = code.replace(/^0+/, '');
    const line = this.#receipt.lines.find((each) => each.sku === code || (each.gtin && each.gtin.replace(/^0+/, '') === digits));
    if (line) this.#set(line, (this.#chosen.get(line.position) ?? 0) + PIECE);
  }

  get #last() {
    const position = [...this.#chosen.keys()].pop();
    return this.#receipt.lines.find((each) => each.position === position);
  }

  /** @param {SoldLine} line */
  #makeRow(line) {
    const { translate, format } = this.#texts;
    const left = Number(line.left) * 1000;
    const unit = line.unit === 'piece' ? '' : ` ${translate(`till.unit_${line.unit}`)}`;
    const sold = translate('till.return_left', { left: `${format.quantity(left)}${unit}`, sold: `${format.quantity(Number(line.quantity) * 1000)}${unit}` });
    const toggle = h(
      'button',
      { type: 'button', class: 'choice', 'aria-pressed': 'false', disabled: left <= 0, data: { position: line.position }, onclick: () => this.#toggle(line) },
      h('span', { class: 'choice-main' }, line.name),
      h('span', { class: 'choice-side' }, format.money(line.gross_minor)),
      h('span', { class: 'choice-sub' }, sold),
    );
    const count = h('span', { class: 'step-count' });
    const step = (/** @type {number} */ milli, /** @type {import('../icons.js').IconName} */ name, /** @type {string} */ key) =>
      h('button', { type: 'button', class: 'step', 'aria-label': translate(key, { name: line.name }), onclick: () => this.#set(line, (this.#chosen.get(line.position) ?? 0) + milli) }, icon(name));
    const steps = h('div', { class: 'steps' }, step(-PIECE, 'minus', 'till.less'), count, step(PIECE, 'plus', 'till.more'));
    const row = h('li', { class: 'return-choice' }, toggle, line.unit === 'piece' && left > PIECE ? steps : null);
    this.#rows.set(line.position, { row, toggle, count });
    return row;
  }

  /** @param {SoldLine} line */
  #toggle(line) {
    const whole = Number(line.left) * 1000;
    this.#set(line, this.#chosen.has(line.position) ? 0 : line.unit === 'piece' ? Math.min(PIECE, whole) : whole);
  }

  #chooseAll() {
    for (const line of this.#receipt.lines) this.#set(line, Number(line.left) * 1000);
  }

  /**
   * @param {SoldLine} line
   * @param {number} milli
   */
  #set(line, milli) {
    const most = Math.round(Number(line.left) * 1000);
    const wanted = Math.max(0, Math.min(milli, most));
    this.#chosen.delete(line.position);
    if (wanted) this.#chosen.set(line.position, wanted);
    this.#draw();
  }

  #draw() {
    for (const [position, { row, toggle, count }] of this.#rows) {
      const milli = this.#chosen.get(position) ?? 0;
      setAttribute(toggle, 'aria-pressed', String(milli > 0));
      row.classList.toggle('is-chosen', milli > 0);
      setText(count, this.#texts.format.quantity(milli));
    }
    for (const key of this.#reasons.querySelectorAll('button')) key.disabled = this.#chosen.size === 0;
  }

  /** @param {string} place */
  #placeKey(place) {
    const choose = () => {
      this.#place = this.#place === place ? null : place;
      for (const each of this.#places.querySelectorAll('button')) each.setAttribute('aria-pressed', String(each.dataset['place'] === this.#place));
    };
    return h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', data: { place }, onclick: choose }, this.#texts.translate(`till.return_to_${place}`));
  }

  /** @param {string} reason */
  #reasonKey(reason) {
    const choose = () => {
      const goodsTo = this.#place ?? usualPlace(reason);
      const lines = [...this.#chosen].sort(([a], [b]) => a - b);
      this.#onChosen(lines.map(([position, milli]) => ({ position, quantity: writeQuantity(milli), reason, goods_to: goodsTo })));
    };
    return h('button', { type: 'button', class: 'toggle', data: { reason }, onclick: choose }, this.#texts.translate(`till.return_reason_${reason}`));
  }
}
