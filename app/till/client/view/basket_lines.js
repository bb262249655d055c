// The lines of the basket, the newest on top.

import { discountName } from '../model/discount.js';
import { tied } from '../model/product_name.js';
import { perUnit } from '../model/text.js';
import { codeRows } from './code_rows.js';
import { h, setAttribute, setText, targetOf } from './dom.js';
import { icon } from './icons.js';

/**
 * @typedef {import('../model/basket.js').Line} Line
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format }} Texts
 * @typedef {ReturnType<typeof makeRow>} Row
 *
 * @typedef {object} LineDelegate
 * @property {(position: number, milli: number) => void} step
 * @property {(position: number) => void} askQuantity
 * @property {(position?: number) => void} chooseSupply lets a line, or the basket, be eaten here or taken away
 * @property {(position: number) => void} removeNote
 * @property {() => void} removeDiscount that of the whole basket
 * @property {{ remove: (number: string) => void }} vouchers
 * @property {{ remove: (card: number, use: string) => unknown }} giftCards
 * @property {{ remove: () => void, openPoints: () => void, usePoints: (points: number) => void, takeReward: (promotion: string) => void }} members
 * @property {import('../model/shown_code.js').CodeActs} codes
 */

const FLASH_MS = 900;
/** Discounts on the whole basket. */
const ON_ALL = ['basket', 'staff'];

export class BasketLines {
  #delegate;
  /** @type {Texts | null} */
  #texts = null;
  /** @type {Map<number, Row>} */
  #rows = new Map(); // by position
  /** @type {number | null} */
  #selected = null;
  #calm = window.matchMedia('(prefers-reduced-motion: reduce)');

  /** @param {LineDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.element = h('ol', { class: 'lines', onclick: (/** @type {Event} */ event) => this.#onClick(event) });
  }

  /** @param {Texts} texts */
  fill(texts) {
    this.#texts = texts;
    this.#rows.clear();
    this.element.replaceChildren();
  }

  /** The position of the chosen line. */
  get selected() {
    return this.#selected;
  }

  /** @param {{ lines: Line[], unresolved: string[], notes: import('../model/basket.js').Note[], discounts: import('../model/discount.js').Discount[], codes: import('../model/shown_code.js').ShownCode[], customerGroup: string, vouchers: import('../model/voucher.js').Voucher[], giftCards: import('../model/gift_card.js').GiftPart[], giftLoads: import('../model/gift_card.js').GiftPart[], member: import('../model/shown_member.js').Member | null, points: import('../model/shown_member.js').UsedPoints | null, grossMinor: number, ageConfirmed: number }} view */
  draw({ lines, unresolved, notes, discounts, codes, customerGroup, vouchers, giftCards, giftLoads, member, points, grossMinor, ageConfirmed }) {
    if (!this.#texts) return;
    const now = new Set(lines.map((line) => line.position));
    for (const [position, row] of this.#rows) {
      if (now.has(position)) continue;
      row.element.remove();
      this.#rows.delete(position);
    }
    for (const line of lines) this.#drawLine(line, this.#texts, ageConfirmed);
    this.#drawNotes(notes, this.#texts.translate);
    this.#drawDiscount(discounts.find(({ position }) => position === null), this.#texts);
    this.element.prepend(...codeRows({ codes, customerGroup, vouchers, giftCards, giftLoads, member, points, grossMinor }, this.#texts));
    this.#drawUnresolved(unresolved, this.#texts.translate);
    const stays = this.#selected !== null && now.has(this.#selected);
    this.#choose(stays ? this.#selected : (lines[lines.length - 1]?.position ?? null));
  }

  /**
   * Move the choice by one line.
   * @param {number} direction
   */
  select(direction) {
    const positions = [...this.#rows.keys()].sort((a, b) => b - a);
    const at = (this.#selected === null ? -1 : positions.indexOf(this.#selected)) + direction;
    const next = positions[Math.max(0, Math.min(positions.length - 1, at))] ?? null;
    this.#choose(next);
    if (next !== null) this.#rows.get(next)?.element.scrollIntoView({ block: 'nearest' });
  }

  /** @param {number | null} position */
  #choose(position) {
    this.#selected = position;
    for (const [each, row] of this.#rows) row.element.classList.toggle('is-selected', each === position);
  }

  /**
   * @param {Line} line
   * @param {Texts} texts
   * @param {number} ageConfirmed
   */
  #drawLine(line, texts, ageConfirmed) {
    let row = this.#rows.get(line.position);
    const changed = !row || row.sku !== line.sku || row.milli !== line.milli;
    if (!row) {
      row = makeRow(line.position);
      this.#rows.set(line.position, row);
      this.element.prepend(row.element);
    }
    fillRow(row, line, texts);
    row.age.classList.toggle('is-confirmed', line.ageLimit <= ageConfirmed);
    if (changed) this.#flash(row, line.position);
  }

  /**
   * @param {Row} row
   * @param {number} position
   */
  #flash(row, position) {
    this.#selected = position;
    // In the frame that is drawn next: measuring now would lay the page out twice.
    requestAnimationFrame(() => {
      row.element.scrollIntoView({ block: 'nearest' });
      if (!this.#calm.matches) row.element.animate([{ background: 'var(--brand-tint)' }, {}], { duration: FLASH_MS });
    });
  }

  /**
   * @param {string[]} codes
   * @param {import('../model/text.js').Translate} translate
   */
  #drawUnresolved(codes, translate) {
    this.element.querySelectorAll('.is-unresolved').forEach((row) => row.remove());
    for (const code of codes) {
      const text = h('div', { class: 'line-text' }, h('span', { class: 'line-name' }, code), h('small', {}, translate('till.asking')));
      this.element.prepend(h('li', { class: 'line is-unresolved' }, icon('search'), text));
    }
  }

  /**
   * Each note above the line that it was written after, because the newest is on top.
   * @param {import('../model/basket.js').Note[]} notes
   * @param {import('../model/text.js').Translate} translate
   */
  #drawNotes(notes, translate) {
    this.element.querySelectorAll('.is-note').forEach((row) => row.remove());
    for (const note of notes) {
      const place = Math.max(0, ...[...this.#rows.keys()].filter((position) => position < note.position));
      const row = noteRow(note, translate);
      const line = this.#rows.get(place)?.element;
      if (line) line.before(row);
      else this.element.append(row);
    }
  }

  /**
   * The discount on the whole basket, above its lines.
   * @param {import('../model/discount.js').Discount | undefined} discount
   * @param {Texts} texts
   */
  #drawDiscount(discount, texts) {
    this.element.querySelectorAll('.is-discount').forEach((row) => row.remove());
    if (!discount) return;
    const name = discountName(discount, discount.reason, texts);
    const remove = h('button', { type: 'button', class: 'step', 'aria-label': texts.translate('till.discount_remove', { name }), data: { discount: 0 } }, icon('trash'));
    const amount = h('span', { class: 'line-amount' }, `−${texts.format.money(discount.taken_minor)}`);
    this.element.prepend(h('li', { class: 'line is-discount' }, h('div', { class: 'line-text' }, name), h('div', { class: 'steps' }, remove), amount));
  }

  /** @param {Event} event */
  #onClick(event) {
    const note = targetOf(event, '[data-note]')?.dataset.note;
    if (note) this.#delegate.removeNote(Number(note));
    if (targetOf(event, '[data-discount]')) this.#delegate.removeDiscount();
    if (targetOf(event, '[data-group]')) this.#delegate.codes.chooseGroup('');
    const code = targetOf(event, '[data-code]')?.dataset.code;
    if (code) this.#delegate.codes.remove(code);
    const offered = targetOf(event, '[data-show-code]')?.dataset.showCode;
    if (offered) this.#delegate.codes.show(offered);
    const voucher = targetOf(event, '[data-voucher]')?.dataset.voucher;
    if (voucher) this.#delegate.vouchers.remove(voucher);
    if (targetOf(event, '[data-member]')) this.#delegate.members.remove();
    if (targetOf(event, '[data-use-points]')) this.#delegate.members.openPoints();
    if (targetOf(event, '[data-points]')) this.#delegate.members.usePoints(0);
    const reward = targetOf(event, '[data-reward]')?.dataset.reward;
    if (reward) this.#delegate.members.takeReward(reward);
    const gift = targetOf(event, '[data-gift]')?.dataset;
    if (gift) this.#delegate.giftCards.remove(Number(gift.gift), gift.use ?? '');
    const row = targetOf(event, '.line[data-position]');
    if (!row) return;
    const position = Number(row.dataset.position);
    this.#choose(position);
    const act = targetOf(event, '[data-do]')?.dataset.do;
    if (act === 'less') this.#delegate.step(position, -1000);
    else if (act === 'more') this.#delegate.step(position, 1000);
    else if (act === 'quantity') this.#delegate.askQuantity(position);
    else if (act === 'supply') this.#delegate.chooseSupply(position);
  }
}

/**
 * @param {import('../model/basket.js').Note} note
 * @param {import('../model/text.js').Translate} translate
 */
function noteRow({ position, text }, translate) {
  const label = translate('till.note_remove', { text });
  const remove = h('button', { type: 'button', class: 'step', 'aria-label': label, data: { note: position } }, icon('trash'));
  return h('li', { class: 'line is-note' }, h('div', { class: 'line-text' }, text), h('div', { class: 'steps' }, remove));
}

/** @param {number} position */
function makeRow(position) {
  const parts = {
    name: h('span', { class: 'line-name' }),
    price: h('span', { class: 'line-price' }),
    discount: h('span', { class: 'line-discount', hidden: true }),
    deposit: h('span', { class: 'line-deposit', hidden: true }),
    age: h('span', { class: 'line-age', hidden: true }),
    supply: h('button', { type: 'button', class: 'line-supply', hidden: true, data: { do: 'supply' } }),
    less: h('button', { type: 'button', class: 'step', data: { do: 'less' } }, icon('minus'), icon('trash')),
    quantity: h('button', { type: 'button', class: 'step step-count', data: { do: 'quantity' } }),
    more: h('button', { type: 'button', class: 'step', data: { do: 'more' } }, icon('plus')),
    amount: h('span', { class: 'line-amount' }),
  };
  const text = h('div', { class: 'line-text' }, parts.name, h('small', {}, parts.price, parts.discount, parts.deposit, parts.age, parts.supply));
  const steps = h('div', { class: 'steps' }, parts.less, parts.quantity, parts.more);
  const element = h('li', { class: 'line', data: { position } }, text, steps, parts.amount);
  return { ...parts, element, sku: '', milli: 0 };
}

/**
 * @param {Row} row
 * @param {Line} line
 * @param {Texts} texts
 */
function fillRow(row, line, { format, translate }) {
  setText(row.name, tied(line.name));
  setText(row.price, `${format.money(line.unitPriceMinor)}${perUnit(translate, line.unit)}`);
  row.discount.hidden = !line.discountMinor;
  setText(row.discount, discountText(line, { format, translate }));
  row.deposit.hidden = !line.depositMinor;
  setText(row.deposit, `+ ${line.depositName || translate('till.deposit')} ${format.money(line.depositGrossMinor)}`);
  row.age.hidden = !line.ageLimit;
  setText(row.age, translate('till.age_limit', { years: line.ageLimit }));
  row.supply.hidden = !line.supply;
  setText(row.supply, line.supply ? translate(`till.${line.supply}`) : '');
  setAttribute(row.supply, 'aria-pressed', String(line.supply === 'eat_in'));
  setText(row.quantity, format.quantity(line.milli));
  setAttribute(row.quantity, 'data-unit', line.unit === 'piece' ? null : translate(`till.unit_${line.unit}`));
  setText(row.amount, format.money(line.grossMinor));
  if (row.sku !== line.sku) nameButtons(row, line.name, translate);
  row.element.classList.toggle('is-single', line.milli <= 1000);
  row.element.classList.toggle('is-pending', line.pending);
  for (const each of [row.less, row.quantity, row.more]) each.disabled = !line.sure;
  row.element.dataset.sku = line.sku;
  row.sku = line.sku;
  row.milli = line.milli;
}

/**
 * The parts of what a line costs less, each by its name.
 * @param {Line} line
 * @param {Texts} texts
 */
function discountText({ discounts, discountMinor }, texts) {
  const { format, translate } = texts;
  if (!discounts.length) return `${translate('till.discount')} −${format.money(discountMinor)}`;
  const reason = (/** @type {import('../model/discount.js').DiscountPart} */ { kind, text }) => (ON_ALL.includes(kind) ? '' : text); // above the lines already
  return discounts.map((part) => `${discountName(part, reason(part), texts)} −${format.money(part.amount_minor)}`).join(' · ');
}

/**
 * @param {Row} row
 * @param {string} name
 * @param {import('../model/text.js').Translate} translate
 */
function nameButtons(row, name, translate) {
  row.less.setAttribute('aria-label', translate('till.less', { name }));
  row.more.setAttribute('aria-label', translate('till.more', { name }));
  row.quantity.setAttribute('aria-description', translate('till.quantity_of', { name }));
}
