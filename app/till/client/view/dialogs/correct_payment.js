// How the customer really paid for the last sale: in cash, or by card on a terminal of its own.

import { button, h } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const REFERENCE_MAX = 60;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ receiptNumber: number, paidBy: string[], whoMay: string }} question paidBy: the means in which it is registered
 * @param {(method: string, reference: string) => void} onMethod
 */
export function askRightMeans(dialogs, { receiptNumber, paidBy, whoMay }, onMethod) {
  dialogs.open(({ translate }) => {
    const choose = (/** @type {string} */ method) => {
      dialogs.close();
      onMethod(method, method === 'own_terminal' ? field.value.trim() : '');
    };
    const isOnly = (/** @type {string} */ kind) => paidBy.every((each) => each === kind);
    const field = h('input', { id: 'right-slip', class: 'field', type: 'text', maxlength: REFERENCE_MAX, autocomplete: 'off', onkeydown: onEnter(() => choose('own_terminal')) });
    const card = button({ label: translate('till.correct_card'), iconName: 'card', class: 'wide', note: whoMay, onclick: () => choose('own_terminal') });
    const cash = button({ label: translate('till.correct_cash'), iconName: 'drawer', class: 'wide', note: whoMay, onclick: () => choose('cash') });
    card.dataset['method'] = 'own_terminal';
    cash.dataset['method'] = 'cash';
    const slip = h('div', { class: 'other' }, h('label', { for: 'right-slip' }, translate('till.own_terminal_reference')), field);
    const keys = h('div', { class: 'stack' }, isOnly('cash') ? null : cash, isOnly('card') ? null : card);
    const content = [hint(translate('till.correct_hint')), ...(isOnly('card') ? [] : [slip]), keys];
    const title = `${translate('till.correct_title')} · ${translate('till.receipt_number')} ${receiptNumber}`;
    return { title, class: 'narrow', content, focus: isOnly('card') ? cash : field };
  });
}
