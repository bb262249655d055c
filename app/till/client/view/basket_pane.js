// The right side: the basket, what it costs, and the ways to pay; after a sale, the change.

import { cashKeys } from '../model/basket.js';
import { button, h, icon, setAmount, setAttribute, setText } from './dom.js';
import { perUnit, tied } from '../model/format.js';

export class BasketPane {
  /** `act` holds what the operator can do: add, setQuantity, remove, park, recall, cancel, pay, openPay, showReceipt. */
  constructor({ act }) {
    this.act = act;
    this.rows = new Map(); // position to row
    this.selected = null;
    this.calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    this.title = h('h2', {});
    this.count = h('span', { class: 'count' });
    this.clearButton = h('button', { type: 'button', class: 'square quiet', onclick: () => act.cancel() }, icon('trash'));
    this.lines = h('ol', { class: 'lines', onclick: (event) => this.onLine(event) });
    this.empty = h('div', { class: 'empty' });
    this.paid = h('div', { class: 'paid', hidden: true });
    this.totalLabel = h('span', { class: 'total-label' });
    this.total = h('output', { class: 'total' });
    this.fine = h('p', { class: 'fine' });
    this.quick = h('div', { class: 'quick', role: 'group' });
    this.parkButton = button({ label: '', iconName: 'parked', key: 'F4', class: 'park', onclick: () => act.park() });
    this.recallButton = button({ label: '', iconName: 'recall', key: 'F6', class: 'recall', onclick: () => act.recall() });
    this.payButton = button({ label: '', key: 'F9', class: 'primary pay', onclick: () => act.openPay() });
    this.handle = h('button', { type: 'button', class: 'handle', onclick: () => act.root.classList.toggle('is-sheet-open') }, icon('down'));
    this.element = h(
      'section',
      { class: 'basket-pane' },
      h('header', { class: 'basket-header' }, this.handle, this.title, this.count, this.clearButton),
      h('div', { class: 'basket-body' }, this.lines, this.empty, this.paid),
      h(
        'div',
        { class: 'basket-footer' },
        h('div', { class: 'sum', 'aria-live': 'polite' }, this.totalLabel, this.total, this.fine),
        this.quick,
        h('div', { class: 'actions' }, this.parkButton, this.recallButton, this.payButton),
      ),
    );
  }

  /** Write the fixed texts, at first and in another language. */
  fill({ say, format, unitMinor, noteMinor }) {
    Object.assign(this, { say, format, unitMinor, noteMinor });
    setText(this.title, say('till.basket'));
    this.element.setAttribute('aria-label', say('till.basket'));
    this.quick.setAttribute('aria-label', say('till.cash_exact'));
    this.clearButton.setAttribute('aria-label', say('till.cancel_basket'));
    this.handle.setAttribute('aria-label', say('till.show_basket'));
    setText(this.totalLabel, say('till.to_pay'));
    setText(this.parkButton.querySelector('.button-text'), say('till.park'));
    setText(this.payButton.querySelector('.button-text'), say('till.pay'));
    this.empty.replaceChildren(icon('scan'), h('p', {}, say('till.empty')), h('small', {}, say('till.empty_hint')));
    this.rows.clear();
    this.lines.replaceChildren();
    this.quickAmounts = null;
  }

  draw({ view, sale, canPay, locked, paying }) {
    this.drawLines(view);
    const hasLines = view.lines.length > 0 || view.unresolved.length > 0;
    const showsPaid = Boolean(sale) && !hasLines && !paying;
    this.empty.hidden = hasLines || showsPaid;
    this.lines.hidden = !hasLines;
    this.drawPaid(showsPaid ? sale : null);
    this.drawTotals(view);
    this.drawQuick(view, canPay);
    const { say } = this;
    const waiting = view.parked.length ? ` (${view.parked.length})` : '';
    setText(this.recallButton.querySelector('.button-text'), say('till.recall') + waiting);
    this.recallButton.classList.toggle('has-some', view.parked.length > 0);
    this.parkButton.disabled = !view.lines.length || paying;
    this.recallButton.disabled = !view.parked.length || paying;
    this.clearButton.disabled = !view.lines.length || paying;
    this.payButton.disabled = !view.lines.length || paying;
    setAttribute(this.element, 'inert', locked);
    this.element.classList.toggle('is-empty', !hasLines && !showsPaid);
  }

  drawLines(view) {
    const now = new Set(view.lines.map((line) => line.position));
    for (const [position, row] of this.rows) {
      if (now.has(position)) continue;
      row.element.remove();
      this.rows.delete(position);
    }
    for (const line of view.lines) this.drawLine(line);
    this.drawUnresolved(view.unresolved);
    if (!now.has(this.selected)) this.selected = view.lines[view.lines.length - 1]?.position ?? null;
    for (const [position, row] of this.rows) row.element.classList.toggle('is-selected', position === this.selected);
  }

  drawLine(line) {
    let row = this.rows.get(line.position);
    const changed = !row || row.sku !== line.sku || row.milli !== line.milli;
    if (!row) {
      row = this.makeRow(line.position);
      this.rows.set(line.position, row);
      this.lines.prepend(row.element);
    }
    const { format, say } = this;
    setText(row.name, tied(line.name));
    setText(row.price, `${format.money(line.unitPriceMinor)}${perUnit(say, line.unit)}`);
    row.discount.hidden = !line.discountMinor;
    setText(row.discount, `${say('till.discount')} −${format.money(line.discountMinor)}`);
    setText(row.quantity, format.quantity(line.milli));
    setText(row.amount, format.money(line.grossMinor));
    if (row.sku !== line.sku) this.nameButtons(row, line);
    row.element.classList.toggle('is-single', line.milli <= 1000);
    row.element.classList.toggle('is-pending', line.pending);
    for (const each of [row.less, row.quantity, row.more]) each.disabled = !line.sure;
    row.element.dataset.sku = line.sku;
    Object.assign(row, { sku: line.sku, milli: line.milli });
    if (changed) this.flash(row, line.position);
  }

  makeRow(position) {
    const row = {
      name: h('span', { class: 'line-name' }),
      price: h('span', { class: 'line-price' }),
      discount: h('span', { class: 'line-discount', hidden: true }),
      less: h('button', { type: 'button', class: 'step', data: { do: 'less' } }, icon('minus'), icon('trash')),
      quantity: h('button', { type: 'button', class: 'step step-count', data: { do: 'quantity' } }),
      more: h('button', { type: 'button', class: 'step', data: { do: 'more' } }, icon('plus')),
      amount: h('span', { class: 'line-amount' }),
    };
    row.element = h(
      'li',
      { class: 'line', data: { position } },
      h('div', { class: 'line-text' }, row.name, h('small', {}, row.price, row.discount)),
      h('div', { class: 'steps' }, row.less, row.quantity, row.more),
      row.amount,
    );
    return row;
  }

  nameButtons(row, { name }) {
    row.less.setAttribute('aria-label', this.say('till.less', { name }));
    row.more.setAttribute('aria-label', this.say('till.more', { name }));
    row.quantity.setAttribute('aria-description', this.say('till.quantity_of', { name }));
  }

  flash(row, position) {
    this.selected = position;
    // In the frame that is drawn next: measuring now would lay the page out twice.
    requestAnimationFrame(() => {
      row.element.scrollIntoView({ block: 'nearest' });
      if (!this.calm.matches) row.element.animate([{ background: 'var(--brand-tint)' }, {}], { duration: 900 });
    });
  }

  drawUnresolved(codes) {
    this.lines.querySelectorAll('.is-unresolved').forEach((row) => row.remove());
    for (const code of codes) {
      this.lines.prepend(
        h('li', { class: 'line is-unresolved' }, icon('search'), h('div', { class: 'line-text' }, h('span', { class: 'line-name' }, code), h('small', {}, this.say('till.asking')))),
      );
    }
  }

  drawTotals(view) {
    const { format, say } = this;
    const milli = view.lines.reduce((sum, line) => sum + (line.unit === 'piece' ? line.milli : 1000), 0);
    setText(this.count, view.lines.length ? say('till.items', { count: milli / 1000 }) : '');
    setAmount(this.total, format.money(view.grossMinor));
    const parts = [];
    if (view.settled && view.taxMinor) parts.push(say('till.tax_within', { amount: format.money(view.taxMinor) }));
    if (view.discountMinor) parts.push(say('till.discount_within', { amount: format.money(view.discountMinor) }));
    if (view.cashDueMinor !== view.grossMinor) parts.push(say('till.cash_due', { amount: format.money(view.cashDueMinor) }));
    setText(this.fine, parts.join(' · '));
  }

  drawQuick(view, canPay) {
    const amounts = view.lines.length ? cashKeys(view.cashDueMinor, this.unitMinor, this.noteMinor) : [];
    if (String(amounts) !== String(this.quickAmounts)) {
      this.quickAmounts = amounts;
      this.quick.replaceChildren(...amounts.map((amount, i) => this.quickKey(amount, i === 0)));
    }
    for (const key of this.quick.children) key.disabled = !canPay;
  }

  quickKey(amountMinor, exact) {
    const text = this.format.shortMoney(amountMinor);
    const label = exact ? this.say('till.exact') : this.say('till.cash');
    return h(
      'button',
      { type: 'button', class: `quick-key${exact ? ' is-exact' : ''}`, onclick: () => this.act.pay(amountMinor) },
      h('span', { class: 'quick-label' }, label),
      h('span', { class: 'quick-amount' }, text),
    );
  }

  /** A sale that `stood` already was paid before the press that shows it, perhaps with another amount. */
  drawPaid(sale) {
    this.paid.hidden = !sale;
    const key = sale && `${sale.id} ${Boolean(sale.stood)}`;
    if (!sale || this.paid.dataset.sale === key) return;
    this.paid.dataset.sale = key;
    this.paid.classList.toggle('is-old', Boolean(sale.stood));
    const { format, say, act } = this;
    const given = sale.tenders.reduce((sum, tender) => sum + tender.amount_minor, 0);
    const fact = (name, value) => h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, value));
    const change = h('p', { class: 'change' });
    setAmount(change, format.money(sale.change_minor));
    this.paid.replaceChildren(
      h('p', { class: 'paid-title', role: 'status' }, icon(sale.stood ? 'alert' : 'check'), say(sale.stood ? 'till.problem_paid_before' : 'till.paid')),
      h('p', { class: 'change-label' }, say('till.change')),
      change,
      h(
        'dl',
        {},
        fact(say('till.received'), format.money(given)),
        fact(say('till.paid_amount'), format.money(sale.due_minor)),
        fact(say('till.receipt_number'), String(sale.receipt_number)),
      ),
      button({ label: say('till.show_receipt'), iconName: 'receipt', class: 'wide', onclick: () => act.showReceipt(sale.id) }),
    );
  }

  onLine(event) {
    const element = event.target.closest('.line[data-position]');
    if (!element) return;
    this.selected = Number(element.dataset.position);
    const what = event.target.closest('[data-do]')?.dataset.do;
    if (what === 'less') this.act.step(this.selected, -1000);
    else if (what === 'more') this.act.step(this.selected, 1000);
    else if (what === 'quantity') this.act.askQuantity(this.selected);
    for (const [position, row] of this.rows) row.element.classList.toggle('is-selected', position === this.selected);
  }

  /** Move the selection by one line; the newest line is on top. */
  select(view, direction) {
    const positions = view.lines.map((line) => line.position).reverse();
    const at = positions.indexOf(this.selected) + direction;
    this.selected = positions[Math.max(0, Math.min(positions.length - 1, at))] ?? null;
    for (const [position, row] of this.rows) row.element.classList.toggle('is-selected', position === this.selected);
    this.rows.get(this.selected)?.element.scrollIntoView({ block: 'nearest' });
  }
}
