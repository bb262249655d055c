// Paying: one request for one basket, repeated until there is an answer. However often it is pressed or
// repeated it is one sale, because the basket's number becomes the sale's.

import { moved, receivedMinor } from '../model/sale.js';
import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 * @typedef {import('../model/sale.js').Payment} Payment
 * @typedef {import('../model/sale.js').PaymentRequest} PaymentRequest
 * @typedef {import('../model/sale.js').StoredPayment} StoredPayment
 * @typedef {import('../model/basket.js').ServerState} ServerState
 *
 * @typedef {Pick<import('../server/event_queue.js').EventQueue, 'hold' | 'release' | 'drained' | 'last'>} PaidQueue
 *
 * @typedef {object} CheckoutDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {PaidQueue} queue
 * @property {{ payment: StoredPayment | null }} storage
 * @property {() => { basketId: number, shownMinor: number, dueMinor: number }} getBasket what is paid, as it is shown
 * @property {() => void} onStarted a payment begins
 * @property {() => void} onWait the operator has to wait
 * @property {(sale: Sale) => void} onSold
 * @property {(sale: Sale) => void} onFound the sale of a payment from before a reload
 * @property {() => void} onNotPaid a payment from before a reload made no sale
 * @property {() => void} onEnded
 * @property {(refusal: Refusal) => void} onRefused
 * @property {(error: NoAnswer) => void} onSilence
 */

const RETRY_MS = 700;
/** The operator is told to wait for an answer that takes longer than this. */
const SLOW_MS = 800;
/** The server works on no request that was sent so long ago. */
const RUNNING_MS = 60_000;

export class Checkout {
  #delegate;
  /** @type {(Payment & { last: number }) | null} */
  #payment = null; // `last` is the basket's last event
  #slow = false;
  /** @type {NoAnswer | null} */
  #trouble = null;
  #stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #slowTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retryTimer;

  /** @param {CheckoutDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * The payment under way, if there is one.
   * @returns {Payment | null}
   */
  get payment() {
    return this.#payment;
  }

  /** Why the operator has to wait for the payment under way. */
  get waiting() {
    return { slow: this.#slow, trouble: this.#trouble };
  }

  /** Send nothing any more. A payment without an answer stays in the storage, and the next start asks what became of it. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#slowTimer);
    clearTimeout(this.#retryTimer);
  }

  /**
   * Take cash for the basket as it is shown, unless another payment has no answer yet. While somebody practises, a card is taken so, too.
   * @param {number} amountMinor
   * @param {string} [kind]
   */
  async pay(amountMinor, kind = 'cash') {
    const { getBasket, onStarted, queue, storage } = this.#delegate;
    if (this.#payment || storage.payment) return;
    const { shownMinor, dueMinor } = getBasket();
    this.#payment = { shownMinor, dueMinor, givenMinor: amountMinor, last: queue.last };
    queue.hold(queue.last); // what is scanned from now on belongs to the next basket
    onStarted();
    await queue.drained();
    if (this.#stopped) return;
    const offers = [{ kind, amount_minor: amountMinor }];
    await this.#finish({ basket_id: getBasket().basketId, shown_minor: shownMinor, offers }, dueMinor);
  }

  /**
   * Another means of payment asks the customer meanwhile: the basket waits as for cash, and what is scanned is the next one's.
   * @param {number} amountMinor
   */
  hold(amountMinor) {
    const { getBasket, onStarted, queue } = this.#delegate;
    if (this.#payment) return;
    const { shownMinor, dueMinor } = getBasket();
    this.#payment = { shownMinor, dueMinor, givenMinor: amountMinor, last: queue.last };
    queue.hold(queue.last);
    onStarted();
  }

  /** The customer was asked; what became of it is known. */
  release() {
    if (this.#payment) this.#end();
  }

  /**
   * After a reload: the same payment is sent again while its request may still be at work, for a basket that exists
   * may be sold the next moment. After that the basket tells: one that still exists was not paid, one that is gone was.
   * @param {ServerState} state
   */
  async settle(state) {
    const { queue, storage } = this.#delegate;
    const stored = storage.payment;
    if (!stored && !this.#payment) return;
    queue.hold(this.#payment?.last ?? 0); // what was scanned meanwhile belongs to the next basket
    if (this.#payment || !stored) return;
    if (Date.now() - stored.at < RUNNING_MS) this.#resume(stored);
    else await this.#lookUp(state, stored.body.basket_id);
  }

  /**
   * Ask until there is an answer: without one nobody knows whether the sale was made.
   * @param {PaymentRequest} body
   * @param {number} dueMinor
   */
  async #finish(body, dueMinor) {
    const { ask, storage } = this.#delegate;
    this.#slowTimer = setTimeout(() => this.#wait(), SLOW_MS);
    while (!this.#stopped) {
      storage.payment = { body, due_minor: dueMinor, at: Date.now() };
      try {
        const sale = await ask('/pay', { body });
        if (!this.#stopped) this.#sold(sale, body);
        return;
      } catch (error) {
        if (this.#stopped) return;
        if (error instanceof Refusal) {
          this.#end();
          this.#delegate.onRefused(error);
          return;
        }
        if (!(error instanceof NoAnswer)) throw error;
        await this.#waitToRetry(error);
      }
    }
  }

  /** @param {NoAnswer} error */
  async #waitToRetry(error) {
    this.#trouble = error;
    this.#wait();
    this.#delegate.onSilence(error);
    await new Promise((resolve) => (this.#retryTimer = setTimeout(resolve, RETRY_MS)));
  }

  #wait() {
    if (!this.#payment) return;
    this.#slow = true;
    this.#delegate.onWait();
  }

  /**
   * @param {Sale} sale
   * @param {PaymentRequest} body the payment that was answered; other tenders tell that the basket was paid before
   */
  #sold(sale, { offers }) {
    const paidBefore = JSON.stringify(moved(sale.tenders)) !== JSON.stringify(moved(offers));
    this.#delegate.onSold({ ...sale, paidBefore });
    this.#end();
  }

  #end() {
    clearTimeout(this.#slowTimer);
    this.#payment = this.#trouble = this.#delegate.storage.payment = null;
    this.#slow = false;
    this.#delegate.queue.release();
    this.#delegate.onEnded();
  }

  /** @param {StoredPayment} stored */
  #resume({ body, due_minor: dueMinor }) {
    this.#payment = { shownMinor: body.shown_minor, dueMinor, givenMinor: receivedMinor(body.offers), last: 0 };
    this.#wait();
    this.#finish(body, dueMinor);
  }

  /**
   * @param {ServerState} state
   * @param {number} basketId
   */
  async #lookUp(state, basketId) {
    const { ask, onFound, onNotPaid } = this.#delegate;
    if (state.basket?.id === basketId) onNotPaid();
    else {
      try {
        onFound(await ask(`/sales/${basketId}`));
        await ask(`/receipts/${basketId}`, { body: {} }); // printed unless it was
      } catch (error) {
        if (!(error instanceof Refusal)) throw error; // cancelled elsewhere: there is no sale to show
      }
    }
    if (!this.#stopped) this.#end();
  }
}
