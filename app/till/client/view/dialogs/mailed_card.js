// A gift card that goes out by e-mail: to which address, and how much is put on it.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const ADDRESS_MAX = 254;
const AMOUNT_MAX = 10;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(wish: { address: string, amount_minor: number }) => void} onWish
 */
export function askMailedCard(dialogs, onWish) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const send = () => {
      const minor = format.parseMoney(amount.value.trim());
      const address = to.value.trim();
      const wrong = !address.includes('@') ? to : !minor || minor <= 0 ? amount : null;
      if (wrong) {
        setText(problem, translate(wrong === to ? 'till.gift_mail_no_address' : 'till.gift_mail_no_amount'));
        wrong.focus();
        return;
      }
      dialogs.close();
      onWish({ address, amount_minor: minor ?? 0 });
    };
    const to = h('input', { id: 'gift-mail-address', class: 'field', type: 'email', maxlength: ADDRESS_MAX, autocomplete: 'off', spellcheck: 'false', onkeydown: onEnter(() => amount.focus()) });
    const amount = h('input', { id: 'gift-mail-amount', class: 'field', type: 'text', inputmode: 'decimal', maxlength: AMOUNT_MAX, autocomplete: 'off', onkeydown: onEnter(send) });
    const fields = [
      h('div', { class: 'other' }, h('label', { for: 'gift-mail-address' }, translate('till.gift_mail_to')), to),
      h('div', { class: 'other' }, h('label', { for: 'gift-mail-amount' }, translate('till.gift_amount')), amount),
    ];
    const key = button({ label: translate('till.gift_mail_add'), iconName: 'mail', class: 'primary wide', onclick: send });
    return { title: translate('till.gift_mail'), content: [hint(translate('till.gift_mail_hint')), ...fields, problem, h('div', { class: 'stack' }, key)], focus: to };
  });
}
