// Paying: one request for one basket, repeated until there is an answer. However often it is pressed or
// repeated it is one sale, because the basket's number becomes the sale's.

import { sound } from '../browser/sound.js';
import { NoAnswer, Refusal } from '../server/request.js';

const RETRY_MS = 700;
/** An answer that takes longer than this is waited for in sight. */
const SLOW_MS = 800;
/** The server works on no request that was sent so long ago. */
const RUNNING_MS = 60_000;

export class Checkout {
  /** `till` gives the view, the queue, the server and the storage, and draws what happens here. */
  constructor(till) {
    this.till = till;
    this.payment = null; // {shownMinor, dueMinor, givenMinor, last, slow, trouble} while one is under way; `last` is the basket's last event
  }

  /** Why the operator has to wait, or null. */
  get reason() {
    const { payment, till } = this;
    const { say } = till;
    if (payment?.trouble) return this.withWords('till.pay_troubled', payment.trouble);
    if (payment?.slow) return say('till.pay_slow');
    return till.online ? null : this.withWords('till.pay_offline', till.trouble);
  }

  /** A text, in the form that holds the server's own words if it had any. */
  withWords(key, trouble) {
    const { say } = this.till;
    return trouble?.said ? say(`${key}_said`, { said: trouble.said }) : say(key);
  }

  /** Take cash for the basket as it is shown; when that has to wait, the pay pane says why. */
  async pay(amountMinor) {
    const { till } = this;
    const { view, queue, storage } = till;
    if (this.payment || storage.payment) return;
    if (!till.canPay) {
      if (!till.payPane.isOpen) till.openPay();
      return;
    }
    this.payment = { shownMinor: view.grossMinor, dueMinor: view.cashDueMinor, givenMinor: amountMinor, last: queue.last };
    queue.hold(queue.last); // what is scanned from now on belongs to the next basket
    till.forgetSale();
    till.draw();
    await queue.drained();
    const offers = [{ kind: 'cash', amount_minor: amountMinor }];
    await this.finish({ basket_id: till.state.basket?.id ?? 0, shown_minor: this.payment.shownMinor, offers });
  }

  /** Ask until there is an answer: without one nobody knows whether the sale was made. */
  async finish(body) {
    const { till, payment } = this;
    const slow = setTimeout(() => this.showWaiting(), SLOW_MS);
    for (;;) {
      till.storage.payment = { body, due_minor: payment.dueMinor, at: Date.now() };
      try {
        const sale = await till.ask('/pay', { body });
        clearTimeout(slow);
        this.sold(sale, body.offers);
        return;
      } catch (error) {
        if (error instanceof Refusal) {
          clearTimeout(slow);
          this.end();
          till.refuse(error.code, error.message);
          return;
        }
        if (!(error instanceof NoAnswer)) throw error;
        payment.trouble = error;
        this.showWaiting();
        till.connected(false, error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  showWaiting() {
    const { till, payment } = this;
    if (!payment) return;
    payment.slow = true;
    till.root.classList.remove('is-sheet-open');
    if (!till.payPane.isOpen) till.payPane.open();
    till.draw();
  }

  /** `offers` are those of this payment; other tenders tell that the sale stood already. */
  sold(sale, offers) {
    const { till } = this;
    const stood = JSON.stringify(sale.tenders) !== JSON.stringify(offers);
    const told = { ...sale, stood };
    till.state = { ...till.state, basket: null };
    till.payPane.close();
    if (till.queue.events.length) till.notices.owe(told); // the next basket has begun and takes the place of the change
    else {
      till.sale = till.storage.sale = told;
      till.root.classList.add('is-sheet-open');
    }
    if (!stood) sound.paid();
    this.end();
    till.connected(true);
    if (stood) this.tellStood(sale);
  }

  tellStood({ receipt_number, tenders, change_minor }) {
    const { till } = this;
    const { money } = till.format;
    const received = money(tenders.reduce((sum, tender) => sum + tender.amount_minor, 0));
    till.refuse('paid_before', till.say('till.paid_before', { number: receipt_number, received, change: money(change_minor) }));
  }

  end() {
    this.payment = this.till.storage.payment = null;
    this.till.queue.release();
    this.till.draw();
  }

  /**
   * After a reload: the same payment is sent again while its request may still be at work, for a basket that stands
   * may be sold the next moment. After that the basket tells: one that still stands was not paid, one that is gone was.
   */
  async settle(state) {
    const { till } = this;
    const kept = till.storage.payment;
    if (!kept && !this.payment) return;
    till.queue.hold(this.payment?.last ?? 0); // what was scanned meanwhile belongs to the next basket
    if (this.payment) return;
    if (kept.body && Date.now() - kept.at < RUNNING_MS) this.resume(kept);
    else await this.lookUp(state, kept.body?.basket_id ?? kept.basket_id);
  }

  resume({ body, due_minor }) {
    const givenMinor = body.offers.reduce((sum, offer) => sum + offer.amount_minor, 0);
    this.payment = { shownMinor: body.shown_minor, dueMinor: due_minor, givenMinor, last: 0 };
    this.showWaiting();
    this.finish(body);
  }

  async lookUp(state, basketId) {
    const { till } = this;
    if (state.basket?.id === basketId) {
      till.notices.refuse(till.say('till.not_paid_title'), till.say('till.not_paid'));
    } else {
      try {
        till.sale = till.storage.sale = await till.ask(`/sales/${basketId}`);
        await till.ask(`/receipts/${basketId}`, { body: {} }); // printed unless it was
      } catch (error) {
        if (!(error instanceof Refusal)) throw error; // cancelled elsewhere: there is no sale to show
      }
    }
    this.end();
  }
}
