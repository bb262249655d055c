// The cash drawer on the screen: its float, what goes in and out, and where counting and closing begin.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 * @typedef {{ is_open: boolean, float_minor: number | null, expected_minor: number | null, is_above: boolean, tips_minor?: number | null, parked: number, next_report: number }} CashStatus
 * @typedef {{ kind: string, amount_minor: number, reason: string, bag: string }} Movement
 *
 * @typedef {object} CashActs
 * @property {(amountMinor: number) => void} putFloat
 * @property {(movement: Movement) => void} move
 * @property {() => void} handOver
 * @property {() => void} lookAtMorning
 * @property {() => void} readDay
 * @property {() => void} closeDay
 * @property {(kind: string) => string} whoMayMove who has to approve moving cash of that kind; empty if nobody
 */

/** @type {Record<string, string[]>} */
const REASONS = {
  paid_in: ['change', 'other'],
  paid_out: ['purchase', 'other'],
  from_safe: ['change', 'other'],
  to_safe: ['too_much', 'other'],
  to_bank: ['deposit', 'other'],
  tips: ['other'],
};
const REASON_MAX = 100;
const BAG_MAX = 40;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {CashStatus} status
 * @param {CashActs} acts
 */
export function showCashDesk(dialogs, status, acts) {
  dialogs.open((texts) => {
    const { translate } = texts;
    const closing = button({ label: translate('till.day_close'), iconName: 'check', class: 'wide', onclick: acts.closeDay });
    const reading = button({ label: translate('till.day_read'), iconName: 'receipt', class: 'wide', onclick: acts.readDay });
    const morning = button({ label: translate('till.morning_title'), iconName: 'check', class: 'wide', onclick: acts.lookAtMorning });
    const content = status.is_open ? openDrawer(dialogs, texts, status, acts) : floatForm(texts, status, acts);
    const focus = content.map((each) => each.querySelector('input')).find(Boolean) ?? undefined; // the float, to be typed at once
    return { title: translate('till.cash_title'), class: 'cash-desk', content: [...content, h('div', { class: 'stack' }, morning, reading, closing)], ...(focus ? { focus } : {}) };
  });
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Texts} texts
 * @param {CashStatus} status
 * @param {CashActs} acts
 */
function openDrawer(dialogs, { translate, format }, status, acts) {
  const tips = status.tips_minor ?? null;
  const kinds = Object.keys(REASONS).filter((kind) => kind !== 'tips' || tips !== null).map((kind) =>
    button({ label: translate(`till.cash_${kind}`), class: 'wide', note: acts.whoMayMove(kind), onclick: () => askMovement(dialogs, kind, acts) }),
  );
  const facts = [`${translate('till.cash_float')}: ${format.money(status.float_minor ?? 0)}`];
  if (status.expected_minor !== null) facts.push(`${translate('till.cash_expected')}: ${format.money(status.expected_minor)}`);
  if (tips !== null) facts.push(`${translate('till.tips_owed')}: ${format.money(tips)}`);
  const handOver = button({ label: translate('till.cash_hand_over'), iconName: 'lock', class: 'wide', onclick: acts.handOver });
  return [
    hint(facts.join(' · ')),
    status.is_above && h('p', { class: 'problem' }, translate('till.cash_too_much')),
    h('div', { class: 'cash-kinds' }, kinds),
    h('div', { class: 'stack' }, handOver),
  ].filter((each) => each instanceof HTMLElement);
}

/** @param {Texts} texts @param {{ float_minor: number | null }} status @param {{ putFloat: (amountMinor: number) => void }} acts */
export function floatForm({ translate, format }, status, acts) {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const put = () => {
    const amount = format.parseMoney(field.value.trim());
    if (amount === null) setText(problem, translate('till.cash_wrong_amount'));
    else acts.putFloat(amount);
  };
  const value = status.float_minor === null ? '' : format.typed(status.float_minor);
  const field = h('input', { id: 'cash-float', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 12, autocomplete: 'off', value, onkeydown: onEnter(put), onfocus: () => field.select() }); // what is typed takes its place
  const save = h('button', { type: 'button', class: 'button primary', onclick: put }, translate('till.cash_put_float'));
  return [hint(translate('till.cash_float_hint')), labelled('cash-float', translate('till.cash_float'), h('div', { class: 'field-row' }, field, save)), problem];
}

/**
 * How much goes in or out, and why.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {string} kind
 * @param {CashActs} acts
 */
function askMovement(dialogs, kind, acts) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const amount = h('input', { id: 'cash-amount', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 12, autocomplete: 'off' });
    const bag = h('input', { id: 'cash-bag', class: 'field', type: 'text', maxlength: BAG_MAX, autocomplete: 'off' });
    const isTips = kind === 'tips';
    const reason = reasonField(translate, REASONS[kind] ?? [], isTips ? 'till.tips_to' : 'till.cash_reason');
    const save = () => {
      const amountMinor = format.parseMoney(amount.value.trim());
      if (!amountMinor) setText(problem, translate('till.cash_wrong_amount'));
      else if (kind === 'to_bank' && !bag.value.trim()) setText(problem, translate('till.cash_no_bag'));
      else if (!reason.text()) setText(problem, translate(isTips ? 'till.tips_to_nobody' : 'till.cash_no_reason'));
      else {
        dialogs.close();
        acts.move({ kind, amount_minor: amountMinor, reason: reason.text(), bag: bag.value.trim() });
      }
    };
    amount.addEventListener('keydown', onEnter(save));
    const content = [
      labelled('cash-amount', translate('till.cash_amount'), amount),
      kind === 'to_bank' ? labelled('cash-bag', translate('till.cash_bag'), bag) : null,
      reason.element,
      problem,
      button({ label: translate('till.cash_save'), iconName: 'check', class: 'wide primary', onclick: save }),
    ].filter((each) => each !== null);
    return { title: translate(`till.cash_${kind}`), class: 'narrow', content, focus: amount };
  });
}

/**
 * A reason: one of a few, or the operator's own words.
 * @param {import('./dialogs.js').Translate} translate
 * @param {string[]} reasons
 * @param {string} [label] what is asked for
 */
export function reasonField(translate, reasons, label = 'till.cash_reason') {
  const field = h('input', { id: 'cash-reason', class: 'field', type: 'text', maxlength: REASON_MAX, autocomplete: 'off' });
  const keys = reasons
    .filter((each) => each !== 'other')
    .map((each) => h('button', { type: 'button', class: 'toggle', onclick: () => (field.value = translate(`till.cash_reason_${each}`)) }, translate(`till.cash_reason_${each}`)));
  const element = h('div', { class: 'cash-reason' }, labelled('cash-reason', translate(label), field), h('div', { class: 'toggles' }, keys));
  return { element, field, text: () => field.value.trim() };
}

/** @param {string} id @param {string} text @param {HTMLElement} field */
export function labelled(id, text, field) {
  return h('div', { class: 'other' }, h('label', { for: id }, text), field);
}
