// Around the payment: the pane to pay in opens and closes, and the sale is shown.

import { receivedMinor } from '../model/sale.js';

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 *
 * @typedef {object} PayingDelegate
 * @property {import('../model/till_state.js').TillState} state
 * @property {{ payment: unknown, sale: Sale | null }} storage
 * @property {{ readonly payment: unknown, pay: (amountMinor: number) => void }} checkout
 * @property {() => { readonly isOpen: boolean, open: () => void, close: () => void, confirm: () => void }} getPane
 * @property {() => boolean} askAge asks for the customer's age, if somebody has to; tells whether that was so
 * @property {() => boolean} isNextBasketBegun
 * @property {() => import('../model/format.js').Format} getFormat
 * @property {(open: boolean) => void} showSheet
 * @property {() => void} closeDialogs
 * @property {(sale: Sale) => void} showUnseen the next basket takes the place of the change
 * @property {() => void} onPaid
 * @property {(code: string, key: string, values: Record<string, string | number>) => void} refuse
 * @property {() => void} onAnswer
 * @property {(method: string, amountMinor: number, slip?: { reference: string, tipMinor: number }) => void} begin asks for a part
 * @property {(amountMinor: number, onSlip: (slip: { reference: string, tipMinor: number }) => void) => void} askSlip
 * @property {(amountMinor: number, onNumber: (number: string) => void) => void} askAccount on whose account a purchase is
 * @property {() => void} redraw
 */

export class Paying {
  #delegate;

  /** @param {PayingDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Take cash for the basket as it is shown; when that has to wait, the pay pane says why.
   * @param {number} amountMinor
   */
  pay(amountMinor) {
    const { checkout, getPane, state, storage } = this.#delegate;
    if (checkout.payment || storage.payment || this.#delegate.askAge()) return;
    if (state.canPay) checkout.pay(amountMinor);
    else if (!getPane().isOpen) this.#openAndWait();
  }

  /**
   * Ask the customer to pay in another means than cash.
   * @param {string} method
   * @param {number} amountMinor
   */
  payBy(method, amountMinor) {
    const { askAccount, askSlip, begin, checkout, state, storage } = this.#delegate;
    if (checkout.payment || storage.payment || this.#delegate.askAge()) return;
    if (!state.canPay) this.open();
    else if (method === 'own_terminal') askSlip(amountMinor, (slip) => begin(method, amountMinor, slip));
    else if (method === 'on_account') askAccount(amountMinor, (number) => begin(method, amountMinor, { reference: number, tipMinor: 0 }));
    else begin(method, amountMinor);
  }

  open() {
    const { checkout, closeDialogs, getPane, redraw, showSheet, state } = this.#delegate;
    const { hasGoods, unresolved } = state.view;
    if (!(hasGoods || unresolved.length) || checkout.payment || state.locked) return;
    closeDialogs();
    if (this.#delegate.askAge()) return;
    showSheet(false);
    getPane().open();
    redraw();
  }

  /** The exact amount was wished before the till could take it. */
  #openAndWait() {
    const pane = this.#delegate.getPane();
    this.open();
    if (pane.isOpen) pane.confirm();
  }

  /** Back to the products, unless a payment is under way; tells whether the pane was open. */
  close() {
    const { checkout, getPane, redraw } = this.#delegate;
    const pane = getPane();
    const wasOpen = pane.isOpen;
    if (!checkout.payment) pane.close();
    redraw();
    return wasOpen;
  }

  /** The operator has to wait for a payment: the pane says so. */
  showWaiting() {
    const { getPane, redraw, showSheet } = this.#delegate;
    showSheet(false);
    if (!getPane().isOpen) getPane().open();
    redraw();
  }

  /** @param {Sale} sale */
  sold(sale) {
    const { getPane, isNextBasketBegun, onAnswer, onPaid, showSheet, showUnseen, state } = this.#delegate;
    state.server = { ...state.server, basket: null };
    getPane().close();
    if (isNextBasketBegun()) showUnseen(sale);
    else {
      this.show(sale);
      showSheet(true);
    }
    if (!sale.paidBefore) onPaid();
    onAnswer();
    if (sale.paidBefore) this.#reportPaidBefore(sale);
  }

  /**
   * Show the change of a sale until the next scan.
   * @param {Sale} sale
   */
  show(sale) {
    this.#delegate.state.sale = this.#delegate.storage.sale = sale;
  }

  /** The operator goes on: the sale that is shown is over. Tells whether there was one. */
  forgetSale() {
    const { showSheet, state, storage } = this.#delegate;
    if (!state.sale) return false;
    state.sale = storage.sale = null;
    showSheet(false);
    return true;
  }

  /**
   * The change would be a whole largest note or more.
   * @param {{ given: number, change: number }} amounts
   */
  refuseAmount({ given, change }) {
    const { getFormat, refuse, state } = this.#delegate;
    const { money, shortMoney } = getFormat();
    const note = shortMoney(state.catalogue.largestNote ?? 0);
    refuse('too_much_cash', 'till.too_much_cash', { amount: money(given), change: money(change), note });
  }

  /** @param {Sale} sale */
  #reportPaidBefore({ receipt_number: number, tenders, change_minor: change }) {
    const { getFormat, refuse } = this.#delegate;
    const { money } = getFormat();
    refuse('paid_before', 'till.paid_before', { number, received: money(receivedMinor(tenders)), change: money(change) });
  }
}
