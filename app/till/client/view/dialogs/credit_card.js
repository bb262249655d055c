// On which gift card money goes back: one that the customer has, or a new one, whose slip is printed.

import { button, h } from '../dom.js';
import { hint } from './dialogs.js';
import { fieldTypist } from './field_typist.js';

const CODE_MAX = 300;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {number} owedMinor
 * @param {(code: string) => void} onChosen gets the code of the customer's card; empty: a new one
 */
export function askCreditCard(dialogs, owedMinor, onChosen) {
  dialogs.open(({ translate, format }) => {
    const give = (/** @type {string} */ code) => {
      dialogs.close();
      onChosen(code);
    };
    const enter = () => give(field.value.trim());
    const useOwn = () => (field.value.trim() ? enter() : field.focus());
    const field = h('input', { id: 'credit-code', class: 'field', type: 'text', maxlength: CODE_MAX, autocomplete: 'off', spellcheck: 'false' });
    const print = button({ label: translate('till.credit_new', { amount: format.money(owedMinor) }), iconName: 'receipt', class: 'primary wide', onclick: () => give('') });
    const own = button({ label: translate('till.credit_own'), class: 'wide', onclick: useOwn });
    const typed = h('div', { class: 'other' }, h('label', { for: 'credit-code' }, translate('till.credit_code')), field);
    const typist = fieldTypist(field, enter);
    const content = [hint(translate('till.credit_hint')), h('div', { class: 'stack' }, print), typed, h('div', { class: 'stack' }, own)];
    return { title: translate('till.credit_title'), content, focus: print, typist };
  });
}
