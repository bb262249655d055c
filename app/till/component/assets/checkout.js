// Paying: one request for one basket, repeated until there is an answer. However often it is pressed or
// repeated it is one sale, because the basket's number becomes the sale's.

import { sound } from './sound.js';
import { NoAnswer, Refusal } from './wire.js';

const RETRY_MS = 700;

export class Checkout {
  /** `till` gives the view, the queue, the server and the memory, and draws what happens here. */
  constructor(till) {
    this.till = till;
    this.payment = null; // {shownMinor, dueMinor, sent, trouble} while one is under way
  }

  /** Why the operator has to wait, or null. */
  get reason() {
    const { payment, till } = this;
    if (payment?.trouble) return this.withWords('till.pay_troubled', payment.trouble);
    return till.online ? null : this.withWords('till.pay_offline', till.trouble);
  }

  /** A text, in the form that holds the server's own words if it had any. */
  withWords(key, trouble) {
    const { say } = this.till;
    return trouble?.said ? say(`${key}_said`, { said: trouble.said }) : say(key);
  }

  /** Take cash for the basket as it is shown. */
  async pay(amountMinor) {
    const { till } = this;
    const { view, queue, memory } = till;
    if (this.payment || !till.canPay) return;
    this.payment = { shownMinor: view.grossMinor, dueMinor: view.cashDueMinor };
    till.draw();
    await queue.drained();
    queue.hold();
    const basket_id = till.state.basket?.id ?? 0;
    memory.payment = { basket_id };
    this.payment.sent = true;
    const offers = [{ kind: 'cash', amount_minor: amountMinor }];
    await this.finish({ basket_id, shown_minor: this.payment.shownMinor, offers });
  }

  /** Ask until there is an answer: without one nobody knows whether the sale was made. */
  async finish(body) {
    const { till } = this;
    for (;;) {
      try {
        this.sold(await till.ask('/pay', { body }));
        return;
      } catch (error) {
        if (error instanceof Refusal) {
          this.end();
          till.refuse(error.code, error.message);
          return;
        }
        if (!(error instanceof NoAnswer)) throw error;
        this.payment.trouble = error;
        till.connected(false, error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  sold(sale) {
    const { till } = this;
    till.sale = till.memory.sale = sale;
    till.state = { ...till.state, basket: null };
    till.payPanel.close();
    till.root.classList.add('is-sheet-open');
    sound.paid();
    this.end();
    till.connected(true);
  }

  end() {
    this.payment = this.till.memory.payment = null;
    this.till.queue.release();
    this.till.draw();
  }

  /** After a reload: a basket that still stands was not paid, one that is gone was. */
  async settle(state) {
    const { till } = this;
    const { payment } = till.memory;
    if (!payment) return;
    if (state.basket?.id === payment.basket_id) {
      till.notices.refuse(till.say('till.not_paid_title'), till.say('till.not_paid'));
    } else {
      try {
        till.sale = till.memory.sale = await till.ask(`/sales/${payment.basket_id}`);
        await till.ask(`/receipts/${payment.basket_id}`, { body: {} }); // printed unless it was
      } catch (error) {
        if (!(error instanceof Refusal)) throw error; // cancelled elsewhere: there is no sale to show
      }
    }
    till.memory.payment = null;
  }
}
