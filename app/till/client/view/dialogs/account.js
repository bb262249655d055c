// On whose account a purchase is: found by name or number, with what each customer may still buy for.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const TEXT_MAX = 80;

/**
 * @typedef {{ number: string, name: string, left_minor: number }} CustomerAccount
 * @typedef {{ accounts: CustomerAccount[], is_more: boolean }} AccountSearch
 */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {number} amountMinor
 * @param {(text: string) => Promise<AccountSearch | null>} find
 * @param {(number: string) => void} onNumber
 */
export function askAccount(dialogs, amountMinor, find, onNumber) {
  dialogs.open(({ translate, format }) => {
    const answer = h('p', { class: 'hint', role: 'status' });
    const list = h('div', { class: 'stack' });
    const choose = (/** @type {string} */ number) => {
      dialogs.close();
      onNumber(number);
    };
    const keyOf = (/** @type {CustomerAccount} */ { number, name, left_minor: left }) => {
      const key = button({ label: `${name} · ${number}`, class: 'wide', note: translate('till.account_left', { amount: format.money(left) }), onclick: () => choose(number) });
      key.disabled = left < amountMinor;
      return key;
    };
    let turn = 0; // an answer to an earlier question that comes late changes nothing
    const search = async () => {
      const own = ++turn;
      const reply = await find(field.value.trim());
      if (!reply || own !== turn) return;
      const key = reply.accounts.length ? (reply.is_more ? 'till.account_more' : '') : 'till.account_none';
      setText(answer, key ? translate(key) : '');
      list.replaceChildren(...reply.accounts.map(keyOf));
    };
    const field = h('input', { id: 'account-text', class: 'field', type: 'text', maxlength: TEXT_MAX, autocomplete: 'off', spellcheck: false, onkeydown: onEnter(search) });
    const findKey = h('button', { type: 'button', class: 'button primary', onclick: search }, translate('till.member_find'));
    void search();
    const content = [
      hint(translate('till.account_hint')),
      h('div', { class: 'other' }, h('label', { for: 'account-text' }, translate('till.account_field')), h('div', { class: 'field-row' }, field, findKey)),
      answer,
      list,
    ];
    return { title: translate('till.account_title', { amount: format.money(amountMinor) }), class: 'account', content, focus: field };
  });
}
