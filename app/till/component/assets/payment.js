// The pay panel: what is due, keys for the usual notes, an amount that is typed, and the change to be given.

import { cashKeys } from './basket.js';
import { button, h, icon, setAttribute, setText } from './dom.js';
import { makeKeypad } from './keypad.js';

export class PayPanel {
  /** `onPay(amountMinor)` takes the cash, `onClose()` goes back to selling. */
  constructor({ onPay, onClose }) {
    this.onPay = onPay;
    this.title = h('h2', { id: 'pay-title' });
    this.closeButton = h('button', { type: 'button', class: 'square quiet', onclick: onClose }, icon('close'));
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
      { class: 'pay-panel', hidden: true, 'aria-labelledby': 'pay-title' },
      h('header', { class: 'panel-head' }, this.title, this.closeButton),
      h('div', { class: 'due-box' }, this.dueLabel, this.due, this.rounding),
      this.wait,
      this.notes,
      h('div', { class: 'amount-row' }, h('div', { class: 'amount-box' }, this.amountLabel, this.amount), this.backBox),
      this.keypad.element,
      this.confirmButton,
    );
  }

  fill({ say, format, unitMinor }) {
    Object.assign(this, { say, format, unitMinor });
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

  /** `payment` is the one under way, if any; `reason` says why paying has to wait. */
  draw({ view, canPay, payment, reason }) {
    const { format, say } = this;
    const due = payment?.dueMinor ?? view.cashDueMinor;
    const gross = payment?.shownMinor ?? view.grossMinor;
    this.dueMinor = due;
    setText(this.due, format.money(due));
    const rounding = due - gross;
    const signed = `${rounding > 0 ? '+' : '−'}${format.money(Math.abs(rounding))}`;
    setText(this.rounding, rounding ? say('till.rounded', { amount: format.money(gross), rounding: signed }) : '');
    this.drawNotes(due);
    this.canPay = canPay && view.lines.length > 0;
    for (const key of this.notes.children) key.disabled = !this.canPay;
    setAttribute(this.keypad.element, 'inert', Boolean(payment));
    this.amount.readOnly = Boolean(payment);
    this.wait.hidden = !reason;
    setText(this.wait, reason ?? '');
    this.drawAmount();
  }

  drawNotes(due) {
    const amounts = cashKeys(due, this.unitMinor);
    if (String(amounts) === String(this.amounts)) return;
    this.amounts = amounts;
    const key = (amount, i) =>
      h(
        'button',
        { type: 'button', class: `note${i === 0 ? ' is-exact' : ''}`, onclick: () => this.onPay(amount) },
        h('span', { class: 'note-label' }, i === 0 ? this.say('till.exact') : this.say('till.cash')),
        h('span', { class: 'note-amount' }, this.format.shortMoney(amount)),
      );
    this.notes.replaceChildren(...amounts.map(key));
  }

  /** What was typed, or what is due if nothing was. */
  get givenMinor() {
    return this.amount.value.trim() ? this.format.parseMoney(this.amount.value) : this.dueMinor;
  }

  drawAmount() {
    if (!this.format || this.dueMinor === undefined) return;
    const { format, say, givenMinor: given } = this;
    this.amount.placeholder = format.money(this.dueMinor);
    const missing = given === null ? null : this.dueMinor - given;
    const short = missing === null || missing > 0;
    this.backBox.classList.toggle('is-short', short);
    setText(this.backLabel, say(short ? 'till.missing' : 'till.change'));
    setText(this.back, missing === null ? '–' : format.money(Math.abs(missing)));
    setAttribute(this.amount, 'aria-invalid', short ? 'true' : null);
    setText(this.confirmButton.querySelector('.button-text'), given === null || short ? say('till.too_little') : say('till.take', { amount: format.money(given) }));
    this.confirmButton.disabled = !this.canPay;
    this.confirmButton.classList.toggle('is-short', short);
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
    else if (amount.value.length < 10) amount.value += key === 'decimal' ? this.format.decimal : key;
    this.drawAmount();
  }

  confirm() {
    if (this.canPay && this.givenMinor !== null) this.onPay(this.givenMinor);
  }
}
