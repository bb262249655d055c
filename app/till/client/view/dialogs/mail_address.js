// The customer's address for a receipt by e-mail.

import { h } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const ADDRESS_MAX = 254;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {number} number of the receipt
 * @param {(address: string) => void} onAddress
 */
export function askMailAddress(dialogs, number, onAddress) {
  const give = () => {
    const address = field.value.trim();
    if (!address) return;
    dialogs.close();
    onAddress(address);
  };
  const field = h('input', {
    id: 'mail-address', class: 'field', type: 'email', maxlength: ADDRESS_MAX, autocomplete: 'off', autocapitalize: 'off', spellcheck: false, onkeydown: onEnter(give),
  });
  dialogs.open(({ translate }) => {
    const send = h('button', { type: 'button', class: 'button primary', onclick: give }, translate('till.mail_send'));
    const label = h('label', { for: 'mail-address' }, translate('till.mail_address'));
    const content = [hint(translate('till.mail_hint')), h('div', { class: 'other' }, label, h('div', { class: 'field-row' }, field, send))];
    return { title: translate('till.mail_title', { number }), content, focus: field };
  });
}
