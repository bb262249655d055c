// The reason why the drawer is opened without a sale.

import { h } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const REASON_MAX = 100;
const REASONS = ['till.drawer_change', 'till.drawer_check', 'till.drawer_payout'];

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(reason: string) => void} onReason
 */
export function askDrawerReason(dialogs, onReason) {
  const give = (/** @type {string} */ reason) => {
    if (!reason.trim()) return;
    dialogs.close();
    onReason(reason.trim().slice(0, REASON_MAX));
  };
  dialogs.open(({ translate }) => {
    const choices = REASONS.map((key) => {
      const text = h('span', { class: 'choice-main' }, translate(key));
      return h('li', {}, h('button', { type: 'button', class: 'choice', onclick: () => give(translate(key)) }, text));
    });
    const content = [hint(translate('till.drawer_hint')), h('ul', { class: 'choices' }, choices), otherReason(translate, give)];
    return { title: translate('till.drawer_title'), content };
  });
}

/**
 * @param {import('./dialogs.js').Translate} translate
 * @param {(reason: string) => void} give
 */
function otherReason(translate, give) {
  const giveOther = () => give(field.value);
  const field = h('input', { id: 'drawer-reason', class: 'field', type: 'text', maxlength: REASON_MAX, autocomplete: 'off', onkeydown: onEnter(giveOther) });
  const open = h('button', { type: 'button', class: 'button primary', onclick: giveOther }, translate('till.drawer_open'));
  const label = h('label', { for: 'drawer-reason' }, translate('till.drawer_other'));
  return h('div', { class: 'other' }, label, h('div', { class: 'field-row' }, field, open));
}
