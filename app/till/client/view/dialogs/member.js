// Whom the operator looks for: a member by name, phone number, e-mail address or card; or a customer who becomes one.

import { button, h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const TEXT_MAX = 120;
/** @type {[string, string, number][]} */
const FIELDS = [['name', 'text', 80], ['phone', 'tel', 30], ['email', 'email', 254]];
const PURPOSES = ['analysis', 'offers'];

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 * @typedef {import('../../model/shown_member.js').Member} Member
 * @typedef {import('../../model/shown_member.js').NewMember} NewMember
 * @typedef {import('../../model/shown_member.js').MemberActs} MemberActs
 */

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Member | null} member whose basket it is already
 * @param {MemberActs & { sellByMail: () => void }} acts
 */
export function askMember(dialogs, member, acts) {
  dialogs.open((texts) => {
    const choose = (/** @type {string} */ id) => {
      dialogs.close();
      acts.choose(id);
    };
    const { field, parts } = searchParts(texts, acts, choose);
    const problem = h('p', { class: 'problem', role: 'alert' });
    const join = joinPart(texts, problem, async (wish) => {
      if (!wish.name || !(wish.phone || wish.email)) setText(problem, texts.translate('till.member_lacks'));
      else if (await acts.join(wish)) dialogs.close();
    });
    const content = [...presentParts(dialogs, texts, member, acts), ...parts, codePart(texts, acts), join, mailPart(texts, acts)];
    return { title: texts.translate('till.member_title'), class: 'member', content, focus: field };
  });
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Texts} texts
 * @param {Member | null} member
 * @param {MemberActs} acts
 */
function presentParts(dialogs, { translate }, member, acts) {
  if (!member) return [];
  const remove = () => {
    dialogs.close();
    acts.remove();
  };
  const label = translate('till.discount_remove', { name: member.name || translate('till.member_title') });
  return [button({ label, iconName: 'trash', class: 'wide', onclick: remove })];
}

/**
 * The field, and whom it found. One who is found alone is chosen at once.
 * @param {Texts} texts
 * @param {MemberActs} acts
 * @param {(id: string) => void} choose
 */
function searchParts({ translate }, acts, choose) {
  const answer = h('p', { class: 'hint', role: 'status' });
  const list = h('div', { class: 'stack' });
  const find = async () => {
    const found = field.value.trim() ? await acts.find(field.value.trim()) : null;
    if (!found) return;
    const [first, second] = found.members;
    if (first && !second) {
      choose(first.id);
      return;
    }
    const key = first ? (found.is_more ? 'till.member_more' : 'till.member_several') : 'till.member_none';
    setText(answer, translate(key, { count: found.members.length }));
    const buttons = found.members.map(({ id, name, number, contact }) => button({ label: `${name} · ${contact || number}`, class: 'wide', onclick: () => choose(id) }));
    list.replaceChildren(...buttons);
    buttons[0]?.focus();
  };
  const field = h('input', { id: 'member-text', class: 'field', type: 'text', maxlength: TEXT_MAX, autocomplete: 'off', spellcheck: false, onkeydown: onEnter(find) });
  const key = h('button', { type: 'button', class: 'button primary', onclick: find }, translate('till.member_find'));
  const asking = h('div', { class: 'other' }, h('label', { for: 'member-text' }, translate('till.member_field')), h('div', { class: 'field-row' }, field, key));
  return { field, parts: [asking, answer, list] };
}

/**
 * What else a customer asks for who is not in the basket: a gift card for somebody else, by e-mail.
 * @param {Texts} texts
 * @param {{ sellByMail: () => void }} acts
 */
function mailPart({ translate }, acts) {
  const key = button({ label: translate('till.gift_mail'), iconName: 'mail', class: 'wide', onclick: acts.sellByMail });
  return h('section', { class: 'part' }, h('h3', {}, translate('till.gift_title_others')), key);
}

/**
 * The code with which the customer becomes a member on the own phone, where the shop has that.
 * @param {Texts} texts
 * @param {MemberActs} acts
 */
function codePart({ translate }, acts) {
  const picture = h('img', { alt: translate('till.member_code_alt') });
  const part = h('div', { class: 'join-code' }, picture, hint(translate('till.member_code')));
  part.hidden = true;
  acts.code().then((code) => {
    if (!code) return;
    picture.src = code;
    part.hidden = false;
  });
  return part;
}

/**
 * The customer becomes a member: who they are, and what they agree to.
 * @param {Texts} texts
 * @param {HTMLElement} problem
 * @param {(member: NewMember) => void} join
 */
function joinPart({ translate }, problem, join) {
  /** @type {Record<string, HTMLInputElement>} */
  const inputs = {};
  const valueOf = (/** @type {string} */ name) => inputs[name]?.value.trim() ?? '';
  /** @type {Set<string>} */
  const agreed = new Set();
  const send = () =>
    join({ name: valueOf('name'), phone: valueOf('phone'), email: valueOf('email'), analysis: agreed.has('analysis'), offers: agreed.has('offers') });
  const rows = FIELDS.map(([name, type, maxlength]) => {
    const id = `member-${name}`;
    inputs[name] = h('input', { id, class: 'field', type, maxlength, autocomplete: 'off', spellcheck: false, onkeydown: onEnter(send) });
    return h('div', { class: 'other' }, h('label', { for: id }, translate(`till.member_${name}`)), inputs[name]);
  });
  const consents = PURPOSES.map((purpose) => {
    const toggle = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', data: { purpose } }, translate(`till.member_${purpose}`));
    toggle.addEventListener('click', () => {
      if (!agreed.delete(purpose)) agreed.add(purpose);
      toggle.setAttribute('aria-pressed', String(agreed.has(purpose)));
    });
    return toggle;
  });
  const key = button({ label: translate('till.member_join'), class: 'wide', onclick: send });
  return h('section', { class: 'part' }, h('h3', {}, translate('till.member_new')), h('div', { class: 'stack' }, ...rows, hint(translate('till.member_about')), ...consents, problem, key));
}
