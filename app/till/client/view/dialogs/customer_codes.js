// Within the dialog of discounts: a code that the customer shows, and the group that the customer belongs to.

import { CODE_MAX, codeName } from '../../model/shown_code.js';
import { button, h } from '../dom.js';
import { onEnter } from './dialogs.js';

/**
 * The field for a code, the codes that are there already, and the groups of the shop; nothing where the shop has neither.
 * @param {import('./dialogs.js').Texts} texts
 * @param {import('../../model/discount.js').Question} question
 * @param {import('../../model/shown_code.js').CodeActs} acts each closes the dialog first
 */
export function customerCodes({ translate }, { view, rules }, acts) {
  const parts = [];
  if (rules.has_codes) {
    const show = () => field.value.trim() && acts.show(field.value.trim());
    const field = h('input', { id: 'customer-code', class: 'field', type: 'text', maxlength: CODE_MAX, autocomplete: 'off', autocapitalize: 'characters', onkeydown: onEnter(show) });
    const key = h('button', { type: 'button', class: 'button primary', onclick: show }, translate('till.code_use'));
    parts.push(h('div', { class: 'other' }, h('label', { for: 'customer-code' }, translate('till.code_field')), h('div', { class: 'field-row' }, field, key)));
  }
  for (const shown of view.codes) {
    const label = translate('till.discount_remove', { name: codeName(shown, translate) });
    parts.push(button({ label, iconName: 'trash', class: 'wide', onclick: () => acts.remove(shown.code) }));
  }
  if (rules.groups?.length) {
    const keys = ['', ...rules.groups].map((group) => {
      const isChosen = String(group === view.customerGroup);
      return h('button', { type: 'button', class: 'toggle', 'aria-pressed': isChosen, onclick: () => acts.chooseGroup(group) }, group || translate('till.group_none'));
    });
    const title = translate('till.group_title');
    parts.push(h('section', { class: 'part' }, h('h3', {}, title), h('div', { class: 'toggles groups', role: 'group', 'aria-label': title }, keys)));
  }
  return parts.length ? h('div', { class: 'stack customer-codes' }, parts) : null;
}
