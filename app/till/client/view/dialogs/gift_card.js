// A gift card that the customer shows: its code where it has to be typed, what is on it, to pay with it or to put money on it.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';
import { fieldTypist } from './field_typist.js';

const CODE_MAX = 80;
const PIN_MAX = 8;

/**
 * The code of a card, typed or scanned, whatever it looks like.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(code: string) => void} onCode
 */
export function askGiftCode(dialogs, onCode) {
  dialogs.open(({ translate }) => {
    const send = () => {
      const code = field.value.trim();
      if (!code) return;
      dialogs.close();
      onCode(code);
    };
    const field = h('input', { id: 'gift-code', class: 'field', type: 'text', maxlength: CODE_MAX, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false' });
    const key = button({ label: translate('till.gift_look'), class: 'primary', onclick: send });
    const row = h('div', { class: 'other' }, h('label', { for: 'gift-code' }, translate('till.gift_code')), h('div', { class: 'field-row' }, field, key));
    return { title: translate('till.gift_find'), content: [row], focus: field, typist: fieldTypist(field, send) };
  });
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {import('../../model/gift_card.js').GiftCard} card
 * @param {number} payableMinor what it can pay of the basket now
 * @param {{ pay: (amountMinor: number, pin: string) => void, load: (amountMinor: number) => void }} acts
 */
export function showGiftCard(dialogs, card, payableMinor, acts) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const field = h('input', { id: 'gift-amount', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 10, autocomplete: 'off', 'aria-describedby': 'gift-problem', onkeydown: onEnter(() => send('load')) });
    problem.id = 'gift-problem';
    const wantsPin = card.has_pin && payableMinor > 0;
    const pin = h('input', { id: 'gift-pin', class: 'field', type: 'text', inputmode: 'numeric', maxlength: PIN_MAX, autocomplete: 'off', 'aria-describedby': 'gift-problem', onkeydown: onEnter(() => send('pay')) });
    const send = (/** @type {'pay' | 'load'} */ use) => {
      const digits = pin.value.replace(/\D/g, '');
      if (use === 'pay' && wantsPin && !digits) {
        setText(problem, translate('till.gift_pin_missing'));
        pin.focus();
        return;
      }
      const minor = use === 'pay' && !field.value.trim() ? payableMinor : format.parseMoney(field.value.trim());
      const most = use === 'pay' ? payableMinor : card.room_minor;
      if (!minor || minor < 0 || minor > most) {
        setText(problem, translate('till.gift_wrong_amount', { most: format.money(most) }));
        field.focus();
        return;
      }
      dialogs.close();
      if (use === 'pay') acts.pay(minor, digits);
      else acts.load(minor);
    };
    const isBlocked = card.state === 'blocked';
    const pay = button({ label: translate('till.gift_pay', { amount: format.money(payableMinor) }), iconName: 'receipt', class: 'primary wide', onclick: () => send('pay') });
    const load = button({ label: translate(card.state === 'blank' ? 'till.gift_sell' : 'till.gift_load'), class: 'wide', onclick: () => send('load') });
    const amount = h('div', { class: 'other' }, h('label', { for: 'gift-amount' }, translate(payableMinor ? 'till.gift_other_amount' : 'till.gift_amount')), field);
    const pinRow = wantsPin ? [h('div', { class: 'other' }, h('label', { for: 'gift-pin' }, translate('till.gift_pin')), pin)] : [];
    const acting = isBlocked ? [] : [...pinRow, amount, problem, h('div', { class: 'stack' }, ...(payableMinor ? [pay] : []), load)];
    const content = [...about(card, { translate, format }).map(hint), ...acting];
    return { title: translate('till.gift_named', { last_four: card.last_four }), content, ...(isBlocked ? {} : { focus: wantsPin ? pin : payableMinor ? pay : field }) };
  });
}

/**
 * @param {import('../../model/gift_card.js').GiftCard} card
 * @param {Pick<import('../code_rows.js').Texts, 'translate' | 'format'>} texts
 */
function about({ why, balance_minor: balance, available_minor: available, last_day: day }, { translate, format }) {
  if (why === 'blank') return [translate('till.gift_blank')];
  const texts = [translate('till.gift_left', { amount: format.money(balance) })];
  if (available !== balance) texts.push(translate('till.gift_held', { amount: format.money(balance - available) }));
  if (why) texts.push(translate(`till.gift_${why}`));
  else if (day) texts.push(translate('till.gift_until', { day }));
  return texts;
}
