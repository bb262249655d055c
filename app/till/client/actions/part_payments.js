// Payments by card and by phone, and parts in cash: begun by a key, followed until somebody knows what became of them.
// A key is made once for each wish, so that a wish that is sent again is the same payment.

import { isOpen, isPaid } from '../model/part_payment.js';
import { NoAnswer, Refusal } from '../server/request.js';
import { randomId } from '../server/stored_queue.js';

/**
 * @typedef {import('../model/part_payment.js').Attempt} Attempt
 * @typedef {import('../model/part_payment.js').Payments} Payments
 * @typedef {import('../model/part_payment.js').PaymentReply} PaymentReply
 * @typedef {import('../model/basket.js').ServerState} ServerState
 *
 * @typedef {object} PartPaymentsDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => Promise<void>} allSent every event of the basket has reached the server
 * @property {() => { basketId: number, shownMinor: number, dueMinor: number }} getBasket
 * @property {(amountMinor: number) => void} hold the basket waits for this payment
 * @property {() => void} release it waits no more
 * @property {() => void} openPane
 * @property {(payments: Payments | null) => void} onPayments what is paid of the basket now
 * @property {(sale: import('../model/sale.js').Sale) => void} onSold
 * @property {(attempt: Attempt) => void} onUnpaid the customer paid nothing
 * @property {() => void} onPart a part is paid, or given back
 * @property {(refusal: Refusal) => void} onRefused
 * @property {(error: NoAnswer) => void} onSilence
 * @property {() => void} redraw
 */

const LOOK_MS = 400;
const AGAIN_MS = 1000;

export class PartPayments {
  #delegate;
  /** @type {string[]} */
  #methods = [];
  #takesTips = false;
  /** @type {Attempt | null} */
  #attempt = null;
  #begins = false;
  #key = ''; // of the attempt that is followed: a late answer about another one changes nothing
  #stopped = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {PartPaymentsDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** The means of payment of this till besides cash. */
  get methods() {
    return this.#methods;
  }

  /** Whether customers may give a tip by card. */
  get takesTips() {
    return this.#takesTips;
  }

  /** The attempt that is followed: nobody knows yet what becomes of it. */
  get attempt() {
    return this.#attempt;
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** Ask which means of payment the till takes. */
  async load() {
    try {
      const { methods, tips } = await this.#delegate.ask('/payments');
      this.#takesTips = tips;
      this.#methods = methods.filter((/** @type {string} */ each) => each !== 'cash');
      this.#delegate.redraw();
    } catch (error) {
      if (!(error instanceof NoAnswer) && !(error instanceof Refusal)) throw error;
    }
  }

  /**
   * An attempt of the open basket that nobody follows: after a reload, or of a basket that was set aside.
   * @param {ServerState} state
   */
  meet(state) {
    const waiting = state.payments?.open ?? null;
    if (!waiting || this.#attempt || this.#begins) return;
    this.#key = waiting.key;
    this.#hold(waiting);
    this.#delegate.openPane();
    this.#lookLater(0);
  }

  /**
   * Take a part in some means of payment.
   * @param {string} method
   * @param {number} amountMinor
   * @param {{ reference: string, tipMinor: number }} [slip] what the slip of a terminal of its own shows
   */
  async begin(method, amountMinor, { reference, tipMinor } = { reference: '', tipMinor: 0 }) {
    if (this.#attempt || this.#begins) return;
    this.#begins = true;
    const key = (this.#key = randomId());
    const { shownMinor } = this.#delegate.getBasket();
    this.#delegate.hold(amountMinor);
    this.#delegate.openPane();
    await this.#delegate.allSent();
    const { basketId } = this.#delegate.getBasket();
    const body = { key, basket_id: basketId, shown_minor: shownMinor, method, amount_minor: amountMinor, reference, tip_minor: tipMinor };
    await this.#insist('/payments', body);
  }

  /** Wish that the customer is asked no more. */
  async cancel() {
    const attempt = this.#attempt;
    if (!attempt) return;
    this.#attempt = { ...attempt, is_cancel_wanted: true };
    this.#delegate.redraw();
    await this.#once(`/payments/${attempt.key}/cancel`, {});
  }

  /**
   * Give a paid part back.
   * @param {Attempt} part
   */
  async giveBack(part) {
    if (this.#attempt || this.#begins) return;
    this.#begins = true;
    this.#delegate.hold(part.taken_minor);
    this.#key = randomId();
    await this.#insist(`/payments/${part.key}/return`, { key: this.#key });
  }

  /**
   * Give money back for goods of an earlier sale: in cash at once, or by asking a terminal.
   * @param {Record<string, unknown> & { key: string }} body
   * @param {number} amountMinor
   * @param {boolean} isAsked whether the customer and the operator wait for a terminal
   */
  async giveBackGoods(body, amountMinor, isAsked, path = '/returns/give-back') {
    if (this.#attempt || this.#begins) return;
    this.#begins = true;
    this.#key = body.key;
    this.#delegate.hold(amountMinor);
    if (isAsked) this.#delegate.openPane();
    await this.#delegate.allSent();
    await this.#insist(path, body);
  }

  /**
   * Two people found out what became of the attempt.
   * @param {{ state: string, evidence: string, approval: object }} finding
   */
  async decide(finding) {
    if (this.#attempt) await this.#once(`/payments/${this.#attempt.key}/resolve`, finding);
  }

  /** The basket is set aside although nobody knows: somebody else is served meanwhile. */
  leave() {
    this.#end();
  }

  /**
   * Send a wish until there is an answer: its key makes it one payment however often it is sent.
   * @param {string} path
   * @param {Record<string, unknown>} body
   */
  async #insist(path, body) {
    while (!this.#stopped) {
      try {
        this.#take(await this.#delegate.ask(path, { body }));
        break;
      } catch (error) {
        if (error instanceof Refusal) {
          this.#end();
          this.#delegate.onRefused(error);
          break;
        }
        if (!(error instanceof NoAnswer)) throw error;
        this.#delegate.onSilence(error);
        await new Promise((resolve) => (this.#timer = setTimeout(resolve, AGAIN_MS)));
      }
    }
    this.#begins = false;
  }

  /**
   * @param {string} path
   * @param {Record<string, unknown>} [body]
   */
  async #once(path, body) {
    try {
      this.#take(await this.#delegate.ask(path, body ? { body } : {}));
    } catch (error) {
      if (error instanceof Refusal) this.#delegate.onRefused(error);
      else if (error instanceof NoAnswer) this.#delegate.onSilence(error);
      else throw error;
      this.#lookLater(AGAIN_MS);
    }
  }

  /** @param {number} milliseconds */
  #lookLater(milliseconds) {
    clearTimeout(this.#timer);
    if (this.#stopped || !this.#attempt) return;
    this.#timer = setTimeout(() => this.#attempt && this.#once(`/payments/${this.#attempt.key}`), milliseconds);
  }

  /** @param {PaymentReply} reply */
  #take({ attempt, payments, sale }) {
    const { onPart, onPayments, onSold, onUnpaid, redraw } = this.#delegate;
    if (this.#stopped || (attempt && attempt.key !== this.#key)) return;
    if (attempt && isOpen(attempt)) {
      this.#hold(attempt);
      this.#lookLater(LOOK_MS);
      redraw();
      return;
    }
    this.#end();
    onPayments(payments);
    if (sale) onSold(sale);
    else if (attempt && isPaid(attempt)) onPart();
    else if (attempt) onUnpaid(attempt);
    redraw();
  }

  /** @param {Attempt} attempt */
  #hold(attempt) {
    if (!this.#attempt && !this.#begins) this.#delegate.hold(attempt.amount_minor);
    this.#attempt = attempt;
  }

  #end() {
    clearTimeout(this.#timer);
    this.#attempt = null;
    this.#key = '';
    this.#delegate.release();
  }
}
