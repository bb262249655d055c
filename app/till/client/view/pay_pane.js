// The pay pane: what is due, keys for the usual notes, an amount that is typed, and the change to be given.

import { AskingView } from './asking_view.js';
import { CashKeys } from './cash_keys.js';
import { button, h, iconButton, setAmount, setAttribute, setLabel, setLength, setText } from './dom.js';
import { EarlyEnter } from './early_enter.js';
import { makeKeypad, NUMBER_KEYS } from './keypad.js';
import { MethodKeys } from './method_keys.js';
import { PaidParts } from './paid_parts.js';

/**
 * @typedef {import('./cash_keys.js').CashTexts} Texts
 *
 * @typedef {object} PayOwnDelegate
 * @property {(amountMinor: number) => void} pay
 * @property {() => void} close
 * @property {(amounts: { given: number, change: number }) => void} refuse the change would be a whole largest note or more
 * @property {(key: string) => void} refuseIn an Enter that came too early counts no more
 * @property {(method: string, amountMinor: number) => void} payBy
 * @property {(part: import('../model/part_payment.js').Attempt) => void} giveBack
 *
 * @typedef {PayOwnDelegate & import('./asking_view.js').AskingDelegate} PayDelegate
 */

/** The longest text that is an amount: nine digits, the decimal sign and two more. */
const TYPED_MAX = 12;
/** What the pane says of an amount that is wrong, and of one that is right: beside the change and on the large key. */
const WORDS = {
  right: { label: 'till.change', key: 'till.take' },
  short: { label: 'till.missing', key: 'till.too_little' },
  excessive: { label: 'till.change', key: 'till.check_amount' },
  unreadable: { label: 'till.change', key: 'till.type_amount' },
};

export class PayPane {
  #delegate;
  /** @type {Texts | null} */
  #texts = null;
  #dueMinor = 0;
  #canPay = false;
  /** @type {import('../model/sale.js').Payment | null} */
  #payment = null;
  #restMinor = 0;
  /** Why paying has to wait. @type {string | null} */
  #why = null;
  /** @type {string[]} */
  #methods = [];
  #asking;
  #early;
  #paidParts;
  #methodKeys;
  #title = h('h2', { id: 'pay-title' });
  #closeButton;
  #dueLabel = h('span', { class: 'due-label' });
  #due = h('output', { class: 'due' });
  #rounding = h('p', { class: 'rounding' });
  #wait = h('p', { class: 'wait', role: 'status', hidden: true });
  #notes;
  #amountLabel = h('label', { for: 'pay-amount' });
  #amount;
  #backLabel = h('span', { class: 'back-label' });
  #back = h('output', { class: 'back' });
  #backBox;
  #keypad;
  #confirmButton;

  /** @param {PayDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#asking = new AskingView(delegate);
    this.#early = new EarlyEnter({ onReady: () => this.confirm(), onLost: delegate.refuseIn });
    this.#paidParts = new PaidParts(delegate.giveBack);
    this.#methodKeys = new MethodKeys(delegate.payBy);
    this.#closeButton = iconButton({ iconName: 'close', class: 'square quiet', onclick: delegate.close });
    this.#notes = new CashKeys({ class: 'notes', keyClass: 'note', textClass: 'note', onPay: delegate.pay });
    this.#amount = h('input', {
      id: 'pay-amount',
      class: 'amount',
      inputmode: 'none',
      autocomplete: 'off',
      maxlength: TYPED_MAX,
      data: { typedOnly: '' }, // a scanner's keys are no amount
      oninput: () => this.#drawAmount(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && this.confirm(),
    });
    this.#backBox = h('div', { class: 'back-box', 'aria-live': 'polite' }, this.#backLabel, this.#back);
    this.#keypad = makeKeypad({ onKey: (key) => this.#press(key), keys: NUMBER_KEYS });
    this.#confirmButton = button({ label: '', key: '↵', class: 'primary confirm', onclick: () => this.confirm() });
    this.element = h('section', { class: 'pay-pane', hidden: true, 'aria-labelledby': 'pay-title' }, this.#body());
  }

  #body() {
    return h(
      'div',
      { class: 'pay-body' },
      h('header', { class: 'pay-header' }, this.#title, this.#closeButton),
      h('div', { class: 'due-box' }, this.#dueLabel, this.#due, this.#rounding),
      this.#paidParts.element,
      this.#wait,
      this.#asking.element,
      this.#notes.element,
      h('div', { class: 'amount-row' }, h('div', { class: 'amount-box' }, this.#amountLabel, this.#amount), this.#backBox),
      this.#keypad.element,
      this.#confirmButton,
      this.#methodKeys.element,
    );
  }

  /** @param {Texts} texts */
  fill(texts) {
    const { translate, format } = texts;
    this.#texts = texts;
    setText(this.#title, translate('till.payment'));
    setText(this.#dueLabel, translate('till.to_pay'));
    setText(this.#amountLabel, translate('till.received'));
    this.#closeButton.setAttribute('aria-label', translate('till.back_to_selling'));
    this.#keypad.fill({ translate, decimal: format.decimal });
    this.#notes.fill(texts);
    for (const each of [this.#asking, this.#paidParts, this.#methodKeys]) each.fill(texts);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    this.#early.drop();
    this.element.hidden = false;
    this.setText('');
    this.#amount.focus();
  }

  close() {
    this.#early.drop();
    this.element.hidden = true;
  }

  /**
   * Without goods the pane closes.
   * @param {object} state
   * @param {import('../model/basket.js').View} state.view
   * @param {boolean} state.canPay
   * @param {import('../model/sale.js').Payment | null} state.payment the payment under way, if any
   * @param {string | null} state.reason why paying has to wait
   * @param {import('../model/part_payment.js').Payments | null} state.payments what is paid of the basket
   * @param {import('../model/part_payment.js').Attempt | null} state.attempt the customer is asked for a part
   * @param {string[]} state.methods
   */
  draw({ view, canPay, payment, reason, payments, attempt, methods }) {
    if (!this.#texts) return;
    const { format } = this.#texts;
    if (!payment && !view.hasGoods && !view.unresolved.length) this.close();
    const failed = this.#payment && !payment && this.isOpen;
    if (payment && payment !== this.#payment) this.#amount.value = format.typed(payment.givenMinor);
    this.#payment = payment;
    this.#dueMinor = payment?.dueMinor ?? payments?.cash_rest_minor ?? view.cashDueMinor;
    this.#restMinor = payment?.shownMinor ?? payments?.rest_minor ?? view.grossMinor;
    this.#methods = methods;
    this.#canPay = canPay && view.hasGoods;
    this.#asking.draw(attempt);
    this.element.classList.toggle('is-asking', attempt !== null);
    this.#paidParts.draw(payments, this.#canPay);
    this.#drawDue(this.#texts, this.#restMinor);
    this.#notes.draw(this.#dueMinor, this.#canPay);
    setAttribute(this.#keypad.element, 'inert', Boolean(payment));
    this.#amount.readOnly = this.#closeButton.disabled = Boolean(payment);
    this.#why = reason;
    this.#drawWait();
    this.#drawAmount();
    if (failed) this.#typeAnew();
    this.#early.look(this.#dueMinor, this.text, this.#canPay);
  }

  /** The amount did not do: the next one that is typed takes its place. */
  #typeAnew() {
    this.#amount.focus();
    this.#amount.select();
  }

  get text() {
    return this.#amount.value;
  }

  /** @param {string} text */
  setText(text) {
    this.#amount.value = text;
    this.#drawAmount();
  }

  /**
   * Digits that were typed while the field had no focus.
   * @param {string} text
   */
  typeFocused(text) {
    this.#amount.focus();
    for (const character of text) this.#press(/\d/.test(character) ? character : 'decimal');
  }

  /** Take the amount that was typed, or say what is wrong with it. */
  confirm() {
    const given = this.#givenMinor;
    if (!this.#canPay) {
      this.#waitToPay();
      return;
    }
    const verdict = this.#verdict;
    if (given !== null && (verdict === 'right' || verdict === 'short')) this.#delegate.pay(given); // the server says what is missing
    else this.#amount.select();
    if (given !== null && verdict === 'excessive') this.#delegate.refuse({ given, change: given - this.#dueMinor });
  }

  /** The till cannot take money yet: Enter counts when it can. */
  #waitToPay() {
    if (this.#payment) return;
    this.#early.hold(this.#dueMinor, this.text);
    this.#drawWait();
  }

  #drawWait() {
    const early = this.#early.isHeld ? this.#texts?.translate('till.early_held') : '';
    const text = [this.#why, early].filter(Boolean).join(' ');
    this.#wait.hidden = !text;
    setText(this.#wait, text);
  }

  /**
   * @param {Texts} texts
   * @param {number} grossMinor
   */
  #drawDue({ format, translate }, grossMinor) {
    setText(this.#dueLabel, this.#texts?.translate(this.#dueMinor < 0 ? 'till.to_give_back' : 'till.to_pay') ?? '');
    setAmount(this.#due, format.money(Math.abs(this.#dueMinor)));
    if (this.#dueMinor < 0) {
      setText(this.#rounding, '');
      return;
    }
    const rounding = this.#dueMinor - grossMinor;
    const signed = `${rounding > 0 ? '+' : '−'}${format.money(Math.abs(rounding))}`;
    setText(this.#rounding, rounding ? translate('till.rounded', { amount: format.money(grossMinor), rounding: signed }) : '');
  }

  /** The amount that was typed, the one that is due if nothing was, or null for text that is no amount. */
  get #givenMinor() {
    if (!this.#texts || !this.text.trim()) return this.#dueMinor;
    return this.#texts.format.parseMoney(this.text);
  }

  /** How the amount compares to what is due. */
  get #verdict() {
    const given = this.#givenMinor;
    const note = this.#texts?.noteMinor;
    if (given === null) return 'unreadable';
    if (given < this.#dueMinor) return 'short';
    return note && given - this.#dueMinor >= note ? 'excessive' : 'right';
  }

  #drawAmount() {
    if (!this.#texts) return;
    const { format, translate } = this.#texts;
    const given = this.#givenMinor;
    const verdict = this.#verdict;
    const wrong = verdict !== 'right';
    this.#amount.placeholder = format.money(this.#dueMinor);
    setLength(this.#amount, this.text);
    this.#backBox.classList.toggle('is-short', wrong);
    setText(this.#backLabel, translate(WORDS[verdict].label));
    setAmount(this.#back, given === null ? '–' : format.money(Math.abs(given - this.#dueMinor)));
    setAttribute(this.#amount, 'aria-invalid', wrong ? 'true' : null);
    setLabel(this.#confirmButton, translate(WORDS[verdict].key, { amount: format.money(given ?? 0) }));
    this.#confirmButton.disabled = !this.#canPay;
    this.#drawMethods(given);
    this.#confirmButton.classList.toggle('is-short', wrong);
  }

  /**
   * A part of what is left can be paid in any means; the whole rest in any but cash, which has its own key.
   * @param {number | null} given
   */
  #drawMethods(given) {
    const isPart = given !== null && given > 0 && given < this.#restMinor && this.text.trim() !== '';
    const methods = isPart && given < this.#dueMinor ? ['cash', ...this.#methods] : this.#methods;
    this.#methodKeys.draw(methods, isPart ? given : this.#restMinor, this.#canPay);
  }

  /** @param {string} key */
  #press(key) {
    if (key === 'back') this.#amount.value = this.text.slice(0, -1);
    else if (this.text.length < TYPED_MAX) this.#amount.value += key === 'decimal' ? (this.#texts?.format.decimal ?? '.') : key;
    this.#drawAmount();
  }
}
