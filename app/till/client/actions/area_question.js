// The question for the postcode after some sales. It comes after the money and waits for nobody: the next scan ends it.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {object} AreaDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {{ areaAnswers: import('../model/sale.js').AreaAnswer[] }} storage answers that the server does not have yet
 * @property {import('../model/till_state.js').TillState} state
 * @property {() => void} redraw
 */

/** So many answers wait for the server at most. */
const WAITING_MAX = 20;

export class AreaQuestion {
  #delegate;
  #isOff = false; // the shop asks nobody, as far as this page knows

  /** @param {AreaDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Find out whether the customer of a sale is asked. Whatever goes wrong, nobody is.
   * @param {import('../model/sale.js').Sale} sale
   */
  async look({ id, kind, paidBefore }) {
    const { ask, redraw, state } = this.#delegate;
    if (this.#isOff || kind === 'refund' || paidBefore) return;
    await this.#quietly(async () => {
      await this.#send();
      const { is_asked: isAsked, is_on: isOn } = await ask('/area/ask', { body: { sale_id: id } });
      this.#isOff = !isOn;
      if (!isAsked || state.sale?.id !== id) return;
      state.askedSale = id;
      redraw();
    });
  }

  /**
   * Take the answer, and thank for it; it is sent at once, or with the next sale.
   * @param {string} area three digits; empty if there is no answer
   */
  async answer(area) {
    const { redraw, state, storage } = this.#delegate;
    if (!state.askedSale) return;
    const waiting = [...storage.areaAnswers, { sale_id: state.askedSale, area }];
    storage.areaAnswers = waiting.slice(-WAITING_MAX);
    state.askedSale = 0;
    redraw();
    await this.#quietly(() => this.#send());
  }

  /** Send the answers that wait, the oldest first. One that the server refuses is not sent again. */
  async #send() {
    const { ask, storage } = this.#delegate;
    for (const answer of storage.areaAnswers) {
      await this.#refusedIsDone(() => ask('/area', { body: { ...answer } }));
      storage.areaAnswers = storage.areaAnswers.filter((each) => each.sale_id !== answer.sale_id);
    }
  }

  /** @param {() => Promise<unknown>} act */
  async #refusedIsDone(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** @param {() => Promise<void>} act */
  async #quietly(act) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error;
    }
  }
}
