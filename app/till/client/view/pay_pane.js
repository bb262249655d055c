// The pay pane: what is due, keys for the usual notes, an amount that is typed, and the change to be given.

import { cashKeys } from '../model/basket.js';
import { button, h, icon, setAmount, setAttribute, setLength, setText } from './dom.js';
import { makeKeypad } from './keypad.js';

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
  /** `act` holds what the operator can do: pay, closePay; and refuse, which says no. */
  constructor({ act }) {
    this.act = act;
    this.title = h('h2', { id: 'pay-title' });
    this.closeButton = h('button', { type: 'button', class: 'square quiet', onclick: () => act.closePay() }, icon('close'));
    this.dueLabel = h('span', { class: 'due-label' });
    this.due = h('output', { class: 'due' });
    this.rounding = h('p', { class: 'rounding' });
    this.notes = h('div', { class: 'notes' });
    this.amountLabel = h('label', { for: 'pay-amount' });
    this.amount = h('input', {
      id: 'pay-amount',
      class: 'amount',
      inputmode: 'none',
      autocomplete: 'off',
      maxlength: TYPED_MAX,
      oninput: () => this.drawAmount(),
      onkeydown: (event) => event.key === 'Enter' && this.confirm(),
    });
    this.backLabel = h('span', { class: 'back-label' });
    this.back = h('output', { class: 'back' });
    this.backBox = h('div', { class: 'back-box', 'aria-live': 'polite' }, this.backLabel, this.back);
    this.keypad = makeKeypad({ onKey: (key) => this.press(key), keys: ['7', '8', '9', '4', '5', '6', '1', '2', '3', 'decimal', '0', 'back'] });
    this.confirmButton = button({ label: '', key: '↵', class: 'primary confirm', onclick: () => this.confirm() });
    this.wait = h('p', { class: 'wait', role: 'status', hidden: true });
    this.element = h(
      'section',
      { class: 'pay-pane', hidden: true, 'aria-labelledby': 'pay-title' },
      h('header', { class: 'dialog-header' }, this.title, this.closeButton),
      h('div', { class: 'due-box' }, this.dueLabel, this.due, this.rounding),
      this.wait,
      this.notes,
      h('div', { class: 'amount-row' }, h('div', { class: 'amount-box' }, this.amountLabel, this.amount), this.backBox),
      this.keypad.element,
      this.confirmButton,
    );
  }

  fill({ say, format, unitMinor, noteMinor }) {
    Object.assign(this, { say, format, unitMinor, noteMinor });
    setText(this.title, say('till.pay_cash'));
    setText(this.dueLabel, say('till.to_pay'));
    setText(this.amountLabel, say('till.received'));
    this.closeButton.setAttribute('aria-label', say('till.back_to_selling'));
    this.keypad.fill({ say, decimal: format.decimal });
    this.amounts = null;
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    this.element.hidden = false;
    this.amount.value = '';
    this.drawAmount();
    this.amount.focus();
  }

  close() {
    this.element.hidden = true;
  }

  /** `payment` is the one under way, if any; `reason` says why paying has to wait. Without goods the pane closes. */
  draw({ view, canPay, payment, reason }) {
    const { format, say } = this;
    if (!payment && !view.lines.length && !view.unresolved.length) this.close();
    if (payment && payment !== this.payment) this.amount.value = format.typed(payment.givenMinor);
    this.payment = payment;
    const due = payment?.dueMinor ?? view.cashDueMinor;
    const gross = payment?.shownMinor ?? view.grossMinor;
    this.dueMinor = due;
    setAmount(this.due, format.money(due));
    const rounding = due - gross;
    const signed = `${rounding > 0 ? '+' : '−'}${format.money(Math.abs(rounding))}`;
    setText(this.rounding, rounding ? say('till.rounded', { amount: format.money(gross), rounding: signed }) : '');
    this.drawNotes(due);
    this.canPay = canPay && view.lines.length > 0;
    for (const key of this.notes.children) key.disabled = !this.canPay;
    setAttribute(this.keypad.element, 'inert', Boolean(payment));
    this.amount.readOnly = this.closeButton.disabled = Boolean(payment);
    this.wait.hidden = !reason;
    setText(this.wait, reason ?? '');
    this.drawAmount();
  }

  drawNotes(due) {
    const amounts = cashKeys(due, this.unitMinor, this.noteMinor);
    if (String(amounts) === String(this.amounts)) return;
    this.amounts = amounts;
    const key = (amount, i) =>
      h(
        'button',
        { type: 'button', class: `note${i === 0 ? ' is-exact' : ''}`, onclick: () => this.act.pay(amount) },
        h('span', { class: 'note-label' }, i === 0 ? this.say('till.exact') : this.say('till.cash')),
        h('span', { class: 'note-amount' }, this.format.shortMoney(amount)),
      );
    this.notes.replaceChildren(...amounts.map(key));
  }

  /** What was typed, or what is due if nothing was. */
  get givenMinor() {
    return this.amount.value.trim() ? this.format.parseMoney(this.amount.value) : this.dueMinor;
  }

  /** How the amount stands to what is due: right, short, excessive (a whole largest note back) or unreadable. */
  get verdict() {
    const { givenMinor: given, dueMinor: due, noteMinor: note } = this;
    if (given === null) return 'unreadable';
    if (given < due) return 'short';
    return note && given - due >= note ? 'excessive' : 'right';
  }

  drawAmount() {
    if (!this.format || this.dueMinor === undefined) return;
    const { format, say, givenMinor: given, verdict } = this;
    const wrong = verdict !== 'right';
    this.amount.placeholder = format.money(this.dueMinor);
    setLength(this.amount, this.amount.value);
    this.backBox.classList.toggle('is-short', wrong);
    setText(this.backLabel, say(WORDS[verdict].label));
    setAmount(this.back, given === null ? '–' : format.money(Math.abs(given - this.dueMinor)));
    setAttribute(this.amount, 'aria-invalid', wrong ? 'true' : null);
    setText(this.confirmButton.querySelector('.button-text'), say(WORDS[verdict].key, { amount: format.money(given ?? 0) }));
    this.confirmButton.disabled = !this.canPay;
    this.confirmButton.classList.toggle('is-short', wrong);
  }

  get text() {
    return this.amount.value;
  }

  setText(text) {
    this.amount.value = text;
    this.drawAmount();
  }

  /** Digits that were typed while the field had no focus. */
  typeFocused(text) {
    this.amount.focus();
    for (const character of text) this.press(/\d/.test(character) ? character : 'decimal');
  }

  press(key) {
    const { amount } = this;
    if (key === 'back') amount.value = amount.value.slice(0, -1);
    else if (amount.value.length < TYPED_MAX) amount.value += key === 'decimal' ? this.format.decimal : key;
    this.drawAmount();
  }

  confirm() {
    if (!this.canPay) return;
    const { givenMinor: given, verdict } = this;
    if (verdict === 'right' || verdict === 'short') this.act.pay(given); // the server says what is missing
    else this.amount.select();
    if (verdict === 'excessive') this.refuse(given);
  }

  refuse(given) {
    const { money, shortMoney } = this.format;
    const values = { amount: money(given), change: money(given - this.dueMinor), note: shortMoney(this.noteMinor) };
    this.act.refuse('too_much_cash', this.say('till.too_much_cash', values));
  }
}
