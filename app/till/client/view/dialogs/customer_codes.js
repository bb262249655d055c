// A code that the customer shows, and the group that the customer belongs to.

import { CODE_MAX, codeName } from '../../model/shown_code.js';
import { button, h } from '../dom.js';
import { onEnter } from './dialogs.js';

/**
 * @typedef {import('../../model/discount.js').Question} Question
 * @typedef {import('../../model/shown_code.js').CodeActs} CodeActs
 */

/**
 * Whether the shop, or the basket, has anything of it.
 * @param {Question} question
 */
export function hasCodes({ view, rules }) {
  return Boolean(rules.has_codes || rules.groups?.length || view.codes.length || view.customerGroup);
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Question} question
 * @param {CodeActs} acts
 */
export function askCodes(dialogs, question, acts) {
  const closing = (/** @type {(text: string) => void} */ act) => (/** @type {string} */ text) => {
    dialogs.close();
    act(text);
  };
  const closingActs = { show: closing(acts.show), remove: closing(acts.remove), chooseGroup: closing(acts.chooseGroup) };
  dialogs.open((texts) => {
    const content = codeParts(texts, question, closingActs);
    const field = content.flatMap((part) => [...part.querySelectorAll('input')])[0];
    return { title: texts.translate('till.code_title'), class: 'customer-codes', content, ...(field && { focus: field }) };
  });
}

/**
 * The field for a code, the codes that are there already, and the groups of the shop.
 * @param {import('./dialogs.js').Texts} texts
 * @param {Question} question
 * @param {CodeActs} acts
 */
function codeParts({ translate }, { view, rules }, acts) {
  /** @type {HTMLElement[]} */
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
  return parts;
}
