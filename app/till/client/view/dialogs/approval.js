// Another person approves what the operator may not do: a reason, a name, and that person's PIN or badge.

import { h } from '../dom.js';
import { PinPad } from '../pin_pad.js';
import { hint } from './dialogs.js';

/**
 * @typedef {import('../../model/operator.js').Person} Person
 * @typedef {import('./dialogs.js').Translate} Translate
 * @typedef {{ operator?: string, badge?: string, pin?: string, reason: string }} Approver
 */

const PIN_MIN = 4;
const PIN_MAX = 6;
/** @type {Record<string, string[]>} */
const REASONS = {
  open_drawer: ['change_money', 'cash_count', 'mistake', 'other'],
  cancel_basket: ['customer_left', 'mistake', 'other'],
  copy_receipt: ['receipt_lost', 'other'],
  create_product_at_till: ['new_product', 'other'],
  return_goods: ['goodwill', 'other'],
  approve_returns: ['goodwill', 'card_refused', 'other'],
  credit_returns: ['goodwill', 'card_refused', 'other'],
  give_discounts: ['goodwill', 'other'],
  approve_discounts: ['goodwill', 'other'],
  change_prices: ['goodwill', 'other'],
  take_gift_cards: ['goodwill', 'other'],
  sell_gift_cards: ['goodwill', 'other'],
  resolve_payments: ['payment_looked_up', 'other'],
  move_cash: ['cash_moved', 'change_money', 'other'],
  pay_out_tips: ['cash_moved', 'other'],
  accept_difference: ['cash_count', 'mistake', 'other'],
  close_day: ['day_end', 'other'],
  read_day: ['cash_count', 'day_end', 'other'],
};

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {{ permission: string, people: Person[] }} question
 * @param {(approver: Approver) => void} onApprove
 */
export function askApproval(dialogs, { permission, people }, onApprove) {
  dialogs.open((texts) => {
    const form = new ApprovalForm(texts, permission, people, (approver) => {
      dialogs.close();
      onApprove(approver);
    });
    return { title: texts.translate(`till.approve_${permission}`), class: 'approval', content: form.content, focus: form.element, typist: form };
  });
}

class ApprovalForm {
  #onApprove;
  #people;
  #reason;
  /** @type {Person | null} */
  #person = null;
  #pin = '';
  #pad;
  #names;
  #reasons;

  /**
   * @param {import('./dialogs.js').Texts} texts
   * @param {string} permission
   * @param {Person[]} people
   * @param {(approver: Approver) => void} onApprove
   */
  constructor({ translate, format }, permission, people, onApprove) {
    this.#onApprove = onApprove;
    this.#people = people;
    const reasons = REASONS[permission] ?? ['other'];
    this.#reason = reasons[0] ?? 'other';
    this.#pad = new PinPad({ onKey: (key) => this.press(key) });
    this.#pad.fill({ translate, format });
    this.element = this.#pad.element;
    this.#reasons = h('div', { class: 'reasons', role: 'group', 'aria-label': translate('till.approve_reason') }, reasons.map((each) => this.#reasonKey(each, translate)));
    this.#names = h('div', { class: 'approvers', role: 'group', 'aria-label': translate('till.approve_who') }, people.map((each) => this.#nameKey(each)));
    const ask = people.length ? translate('till.approve_hint') : translate('till.approve_nobody');
    const part = (/** @type {string} */ key, /** @type {HTMLElement} */ content) => h('section', { class: 'part' }, h('h3', {}, translate(key)), content);
    const choices = h('div', { class: 'stack' }, hint(ask), part('till.approve_reason', this.#reasons), part('till.approve_who', this.#names));
    this.content = [h('div', { class: 'approval-form' }, choices, this.#pad.element)];
    if (people[0]) this.#choose(people[0]);
    this.#draw();
  }

  get text() {
    return this.#pin;
  }

  /** @param {string} text */
  setText(text) {
    this.#pin = text.replace(/\D/g, '').slice(0, PIN_MAX);
    this.#draw();
  }

  /** @param {string} text */
  typeFocused(text) {
    this.setText(this.#pin + text);
  }

  /** @param {string} key */
  press(key) {
    if (key === 'enter') this.enter();
    else if (key === 'back') this.setText(this.#pin.slice(0, -1));
    else if (/^\d$/.test(key)) this.typeFocused(key);
  }

  enter() {
    if (!this.#person || this.#pin.length < PIN_MIN) return;
    this.#onApprove({ operator: this.#person.code, pin: this.#pin, reason: this.#reason });
  }

  /**
   * A badge was read, or a PIN typed as fast as a scanner.
   * @param {string} code
   */
  scan(code) {
    if (/^\d{4,6}$/.test(code)) {
      this.setText(code);
      this.enter();
    } else this.#onApprove({ badge: code, reason: this.#reason });
  }

  #draw() {
    this.#pad.draw(this.#pin.length, !this.#people.length);
  }

  /** @param {Person} person */
  #choose(person) {
    this.#person = person;
    this.#pin = '';
    for (const key of this.#names.querySelectorAll('button')) key.setAttribute('aria-pressed', String(key.dataset['code'] === person.code));
    this.#draw();
  }

  /** @param {Person} person */
  #nameKey(person) {
    return h('button', { type: 'button', class: 'toggle', data: { code: person.code }, onclick: () => this.#choose(person) }, person.name);
  }

  /**
   * @param {string} reason
   * @param {Translate} translate
   */
  #reasonKey(reason, translate) {
    const choose = () => {
      this.#reason = reason;
      for (const each of this.#reasons.querySelectorAll('button')) each.setAttribute('aria-pressed', String(each === key));
    };
    const key = h('button', { type: 'button', class: 'toggle', 'aria-pressed': String(reason === this.#reason), onclick: choose }, translate(`till.approval_reason_${reason}`));
    return key;
  }
}
