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
  dialogs.open(({ say }) => {
    const choices = REASONS.map((key) => {
      const text = h('span', { class: 'choice-main' }, say(key));
      return h('li', {}, h('button', { type: 'button', class: 'choice', onclick: () => give(say(key)) }, text));
    });
    const content = [hint(say('till.drawer_hint')), h('ul', { class: 'choices' }, choices), otherReason(say, give)];
    return { title: say('till.drawer_title'), content };
  });
}

/**
 * @param {import('./dialogs.js').Say} say
 * @param {(reason: string) => void} give
 */
function otherReason(say, give) {
  const giveOther = () => give(field.value);
  const field = h('input', { id: 'drawer-reason', class: 'field', type: 'text', maxlength: REASON_MAX, autocomplete: 'off', onkeydown: onEnter(giveOther) });
  const open = h('button', { type: 'button', class: 'button primary', onclick: giveOther }, say('till.drawer_open'));
  const label = h('label', { for: 'drawer-reason' }, say('till.drawer_other'));
  return h('div', { class: 'other' }, label, h('div', { class: 'field-row' }, field, open));
}
