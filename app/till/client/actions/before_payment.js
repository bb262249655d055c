// What is printed of a basket before it is paid: the basket itself, marked as no receipt, the slip
// of one that waits, or the code by which the customer pays.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {object} BeforePaymentDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => Promise<void>} allSent every event of the basket has reached the server
 * @property {() => number} getBasketId of the open basket; 0 if there is none
 * @property {(key: string) => void} note
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

export class BeforePayment {
  #delegate;

  /** @param {BeforePaymentDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Print the open basket as it costs now. */
  async printBasket() {
    const { allSent, getBasketId, refuseIn } = this.#delegate;
    await allSent();
    const basketId = getBasketId();
    if (!basketId) refuseIn('till.pro_forma_empty');
    else await this.#print(`/baskets/${basketId}/pro-forma`, 'till.pro_forma_printing');
  }

  /** Print the slip of a basket that waits. @param {number} basketId */
  async printSlip(basketId) {
    await this.#print(`/baskets/${basketId}/slip`, 'till.slip_printing');
  }

  /** Print the code that the customer of a payment scans. @param {string} key of the payment */
  async printCode(key) {
    await this.#print(`/payments/${key}/print`, 'till.code_printing');
  }

  /** @param {string} path @param {string} key of the text that reports it */
  async #print(path, key) {
    const { ask, note, onSilence, refuse } = this.#delegate;
    try {
      await ask(path, { body: {} });
      note(key);
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else if (error instanceof NoAnswer) onSilence(error);
      else throw error;
    }
  }
}
