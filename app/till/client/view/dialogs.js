// Dialogs over the till: parked baskets, the drawer, quantities, cancelling and receipts.

import { LINE_MILLI_MAX } from '../model/basket.js';
import { button, h, icon, setText } from './dom.js';
import { parseQuantity } from '../model/format.js';
import { makeKeypad } from './keypad.js';

/** A modal dialog; the browser keeps the focus inside and closes it on Escape. `onClose()` is called after it. */
function openDialog(root, { title, closeLabel, className = '', content, onClose = () => {} }) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const close = h('button', { type: 'button', class: 'square quiet', 'aria-label': closeLabel, onclick: () => dialog.close() }, icon('close'));
  const dialog = h(
    'dialog',
    { class: `dialog ${className}`, 'aria-labelledby': 'dialog-title' },
    h('header', { class: 'dialog-header' }, heading, close),
    h('div', { class: 'dialog-body', tabindex: '-1' }, content),
  );
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close()); // beside the dialog
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
  });
  root.append(dialog);
  dialog.showModal();
  dialog.querySelector('.dialog-body button:not(:disabled)')?.focus();
  return dialog;
}

/** Enter in a field does what it says and nothing else: its keypress would press the button that has the focus next. */
function onEnter(act) {
  return (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    act();
  };
}

/** The dialogs of one till; `till` gives say, format and root, and takes what the operator chooses. */
export class Dialogs {
  constructor(till) {
    this.till = till;
    this.dialog = null;
    this.typist = null; // {text, setText, typeFocused, press, enter} of a dialog that takes what is typed anywhere in it
  }

  get isOpen() {
    return Boolean(this.dialog?.open);
  }

  open(options) {
    this.dialog?.close();
    this.dialog = openDialog(this.till.root, { closeLabel: this.till.say('till.close'), ...options });
    return this.dialog;
  }

  close() {
    this.dialog?.close();
  }

  parked(baskets, onRecall) {
    const { say, format } = this.till;
    const choose = (basket) => {
      this.close();
      onRecall(basket.basket_id);
    };
    const row = (basket) =>
      h(
        'li',
        {},
        h(
          'button',
          { type: 'button', class: 'choice', disabled: basket.sure === false, onclick: () => choose(basket) },
          h('span', { class: 'choice-main' }, basket.label),
          h('span', { class: 'choice-side' }, format.money(basket.gross_minor)),
          h('span', { class: 'choice-sub' }, say('till.lines', { count: basket.lines })),
        ),
      );
    this.open({ title: say('till.parked_title'), content: h('ul', { class: 'choices' }, baskets.map(row)) });
  }

  drawer(onReason) {
    const { say } = this.till;
    const give = (reason) => {
      if (!reason.trim()) return;
      this.close();
      onReason(reason.trim().slice(0, 100));
    };
    const giveOther = () => give(other.value);
    const other = h('input', { id: 'drawer-reason', class: 'field', type: 'text', maxlength: '100', autocomplete: 'off', onkeydown: onEnter(giveOther) });
    const form = h(
      'div',
      { class: 'other' },
      h('label', { for: 'drawer-reason' }, say('till.drawer_other')),
      h('div', { class: 'field-row' }, other, h('button', { type: 'button', class: 'button primary', onclick: giveOther }, say('till.drawer_open'))),
    );
    const reasons = ['till.drawer_change', 'till.drawer_check', 'till.drawer_payout'].map((key) => say(key));
    const choices = reasons.map((reason) =>
      h('li', {}, h('button', { type: 'button', class: 'choice', onclick: () => give(reason) }, h('span', { class: 'choice-main' }, reason))),
    );
    const hint = h('p', { class: 'hint' }, say('till.drawer_hint'));
    this.open({ title: say('till.drawer_title'), content: [hint, h('ul', { class: 'choices' }, choices), form] });
  }

  quantity(line, onQuantity) {
    const { say, format } = this.till;
    const problem = h('p', { id: 'quantity-problem', class: 'problem', role: 'alert' });
    const done = () => {
      const milli = field.value.trim() ? parseQuantity(field.value) : line.milli;
      const wrong = milli === null || milli > LINE_MILLI_MAX;
      field.setAttribute('aria-invalid', String(wrong));
      setText(problem, wrong ? say('till.wrong_quantity', { text: field.value }) : '');
      if (wrong) return;
      this.close();
      onQuantity(milli);
    };
    const field = h('input', {
      id: 'quantity',
      class: 'field big',
      inputmode: 'none',
      autocomplete: 'off',
      placeholder: format.quantity(line.milli),
      'aria-describedby': problem.id,
      onkeydown: onEnter(done),
    });
    const press = (key) => {
      if (key === 'back') field.value = field.value.slice(0, -1);
      else field.value += key === 'decimal' ? format.decimal : key;
      field.focus();
    };
    const keypad = makeKeypad({ onKey: press, keys: ['7', '8', '9', '4', '5', '6', '1', '2', '3', 'decimal', '0', 'back'] });
    keypad.fill({ say, decimal: format.decimal });
    const confirm = button({ label: say('till.quantity_set'), key: '↵', class: 'primary wide', onclick: done });
    const label = h('label', { for: 'quantity' }, say('till.quantity'));
    this.open({ title: line.name, className: 'narrow', content: [label, field, problem, keypad.element, confirm] });
    field.focus();
  }

  cancel(onCancel) {
    const { say } = this.till;
    const sure = button({
      label: say('till.cancel_yes'),
      iconName: 'trash',
      class: 'danger wide',
      onclick: () => {
        this.close();
        onCancel();
      },
    });
    const keep = button({ label: say('till.cancel_no'), class: 'wide', onclick: () => this.close() });
    const hint = h('p', { class: 'hint' }, say('till.cancel_hint'));
    this.open({ title: say('till.cancel_title'), className: 'narrow', content: [hint, h('div', { class: 'stack' }, keep, sure)] });
    keep.focus();
  }

  /** A receipt as it comes out of the printer: its picture (SVG), and its lines for who cannot see it. */
  receipt({ lines, picture, receipt_number: number }) {
    const { say } = this.till;
    const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture)}`;
    const paper = h('img', { class: 'paper', src: source, alt: lines.join('\n') });
    this.open({ title: `${say('till.receipt_number')} ${number}`, className: 'receipt', content: paper });
  }

  /** Number keys for the box: a quantity, a barcode, a SKU. The keyboard's own keys do the same. */
  keypad(productPane) {
    const { say, format } = this.till;
    const screen = h('output', { class: 'screen', tabindex: '-1' });
    const show = () => setText(screen, productPane.shownText || ' ');
    const enter = () => {
      this.close();
      productPane.enter();
    };
    const press = (key) => {
      if (key === 'enter') enter();
      else productPane.press(key);
      screen.focus();
    };
    const keypad = makeKeypad({ onKey: press, keys: ['7', '8', '9', 'back', '4', '5', '6', 'times', '1', '2', '3', 'clear', '0', 'decimal', 'enter'] });
    keypad.fill({ say, decimal: format.decimal });
    keypad.element.classList.add('is-wide');
    const hint = h('p', { class: 'hint' }, say('till.keypad_hint'));
    const onClose = () => (this.typist = productPane.onShown = null);
    this.open({ title: say('till.keypad_title'), className: 'narrow', content: [hint, screen, keypad.element], onClose });
    this.typist = { get text() { return productPane.text; }, setText: (text) => productPane.setText(text), typeFocused: (text) => productPane.type(text), press, enter };
    productPane.onShown = show;
    show();
    screen.focus();
  }
}
