// The last step of a day or a session: what the count shows, what goes to the bank, and the report.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';
import { labelled, reasonField } from './cash.js';

/**
 * @typedef {{ agrees: boolean, above_limit: boolean, counts_left: number, counted_minor: number }} CountResult
 * @typedef {{ reason: string, to_bank_minor: number, bag: string, terminal_minor: number | null }} DayEnd
 * @typedef {{ parked: number, own_terminal: boolean, own_terminal_used: boolean, next_report: number }} EndStatus
 *
 * @typedef {object} DayEndActs
 * @property {() => void} countAgain
 * @property {(end: DayEnd) => void} finish
 */

const BAG_MAX = 40;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ status: EndStatus, count: CountResult | null, isDayEnd: boolean }} question
 * @param {DayEndActs} acts
 */
export function askDayEnd(dialogs, { status, count, isDayEnd }, acts) {
  dialogs.open(({ translate, format }) => {
    const amountField = (/** @type {string} */ id) => h('input', { id, class: 'field', type: 'text', inputmode: 'decimal', maxlength: 12, autocomplete: 'off' });
    const problem = h('p', { class: 'problem', role: 'alert' });
    const reason = reasonField(translate, ['wrong_change', 'unknown', 'other']);
    const [toBank, terminal] = [amountField('to-bank'), amountField('own-terminal')];
    const bag = h('input', { id: 'bag', class: 'field', type: 'text', maxlength: BAG_MAX, autocomplete: 'off' });
    const finish = () => {
      const amounts = [toBank, terminal].map((field) => (field.value.trim() ? format.parseMoney(field.value.trim()) : 0));
      if (amounts.includes(null)) setText(problem, translate('till.cash_wrong_amount'));
      else if (amounts[0] && !bag.value.trim()) setText(problem, translate('till.cash_no_bag'));
      else if (count && !count.agrees && !reason.text()) setText(problem, translate('till.cash_no_reason'));
      else if (isDayEnd && status.own_terminal_used && !terminal.value.trim()) setText(problem, translate('till.day_terminal_missing'));
      else acts.finish({ reason: reason.text(), to_bank_minor: amounts[0] ?? 0, bag: bag.value.trim(), terminal_minor: terminal.value.trim() ? (amounts[1] ?? 0) : null });
    };
    const done = button({ label: translate(isDayEnd ? 'till.day_close_now' : 'till.cash_hand_over'), iconName: 'check', class: 'wide primary', onclick: finish });
    const content = [
      ...(count ? countParts(count, translate, acts) : [hint(translate('till.day_no_drawer'))]),
      count && !count.agrees ? reason.element : null,
      count ? labelled('to-bank', translate('till.cash_to_bank_optional'), toBank) : null,
      count ? labelled('bag', translate('till.cash_bag'), bag) : null,
      isDayEnd && status.own_terminal ? labelled('own-terminal', translate('till.day_terminal'), terminal) : null,
      isDayEnd && status.parked ? hint(translate('till.day_parked', { count: status.parked })) : null,
      problem,
      done,
    ].filter((each) => each instanceof Node);
    return { title: translate(isDayEnd ? 'till.day_close' : 'till.cash_hand_over'), class: 'day-end', content, focus: count && !count.agrees ? reason.field : done };
  });
}

/**
 * @param {CountResult} count
 * @param {import('./dialogs.js').Translate} translate
 * @param {DayEndActs} acts
 */
function countParts(count, translate, acts) {
  if (count.agrees) return [h('p', { class: 'count-agrees' }, translate('till.count_agrees'))];
  const text = count.above_limit ? 'till.count_differs_much' : 'till.count_differs';
  const again = count.counts_left > 0 && button({ label: translate('till.count_again', { count: count.counts_left }), class: 'wide', onclick: acts.countAgain });
  return [h('p', { class: 'problem' }, translate(text)), again].filter((each) => each instanceof Node);
}

/**
 * The total of a card terminal is not that of the till: it is read again, or somebody writes why.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {DayEnd} end
 * @param {(reason: string) => void} onReason
 */
export function askTerminalReason(dialogs, end, onReason) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const reason = reasonField(translate, ['terminal_period', 'unknown', 'other']);
    const finish = () => (reason.text() ? onReason(reason.text()) : setText(problem, translate('till.cash_no_reason')));
    const content = [
      h('p', { class: 'problem' }, translate('till.day_terminal_differs', { amount: format.money(end.terminal_minor ?? 0) })),
      hint(translate('till.day_terminal_again')),
      reason.element,
      problem,
      button({ label: translate('till.day_close_now'), iconName: 'check', class: 'wide primary', onclick: finish }),
    ];
    reason.field.addEventListener('keydown', onEnter(finish));
    return { title: translate('till.day_close'), class: 'day-end', content, focus: reason.field };
  });
}

/**
 * An X or a Z report as it comes out of the printer.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ title: string, lines: string[], picture: string }} report
 */
export function showDayReport(dialogs, { title, lines, picture }) {
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
  const paper = h('img', { class: 'paper', tabindex: '0', src: source, alt: lines.join('\n') });
  dialogs.open(({ translate }) => ({ title, class: 'receipt day-report', content: [hint(translate('till.day_printing')), paper], focus: paper }));
}
