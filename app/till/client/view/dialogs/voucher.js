// A deposit voucher that no scanner reads: its amount, and why. The reason takes it.

import { VOUCHER_REASONS } from '../../model/voucher.js';
import { h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(amountMinor: number, reason: string) => void} onAmount
 */
export function askVoucher(dialogs, onAmount) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const take = (/** @type {string} */ reason) => {
      const minor = format.parseMoney(field.value.trim());
      if (!minor || minor < 0) {
        setText(problem, translate('till.voucher_wrong_amount'));
        field.focus();
        return;
      }
      dialogs.close();
      onAmount(minor, reason);
    };
    const reasons = VOUCHER_REASONS.map((each) => {
      const text = translate(`till.voucher_reason_${each}`);
      return h('button', { type: 'button', class: 'button wide', onclick: () => take(text) }, text);
    });
    const field = h('input', { id: 'voucher-amount', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 10, autocomplete: 'off', onkeydown: onEnter(() => reasons[0]?.focus()) });
    const amount = h('div', { class: 'other' }, h('label', { for: 'voucher-amount' }, translate('till.voucher_amount')), field);
    const why = h('section', { class: 'part' }, h('h3', {}, translate('till.voucher_why')), h('div', { class: 'stack' }, reasons));
    return { title: translate('till.voucher_title'), content: [hint(translate('till.voucher_hint')), amount, problem, why], focus: field };
  });
}
