// A return without any receipt: the goods are quoted, another person approves, and the money goes back in cash.

import { NoAnswer, Refusal } from '../server/request.js';
import { randomId } from '../server/stored_queue.js';

/**
 * @typedef {object} BlindReturnDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => Promise<void>} allSent every event of the basket has reached the server
 * @property {() => boolean} isBusy whether the basket holds anything
 * @property {(acts: import('../model/returned.js').BlindActs) => void} askGoods
 * @property {(act: (approval: object) => void) => void} second another person approves it in any case
 * @property {(body: Record<string, unknown>, amountMinor: number) => void} give
 * @property {(key: string) => void} refuseIn
 * @property {(key: string) => string} translate
 */

export class BlindReturn {
  #delegate;

  /** @param {BlindReturnDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Ask which goods the customer brings. */
  open() {
    const { askGoods, isBusy, refuseIn } = this.#delegate;
    if (isBusy()) refuseIn('till.blind_basket');
    else askGoods({ quote: (goods) => this.#quote(goods), give: (wish) => this.#give(wish) });
  }

  /** @param {import('../model/returned.js').BlindGoods[]} goods */
  async #quote(goods) {
    const { allSent, ask, translate } = this.#delegate;
    await allSent();
    try {
      return await ask('/returns/blind/quote', { body: { goods } });
    } catch (error) {
      if (error instanceof Refusal) return error.message;
      if (error instanceof NoAnswer) return translate('till.return_offline');
      throw error;
    }
  }

  /** @param {import('../model/returned.js').BlindWish} wish */
  #give({ goods, quote, reason, goodsTo, customer }) {
    const { give, second } = this.#delegate;
    const body = { key: randomId(), basket_id: quote.basket_id, goods, worth_minor: quote.worth_minor, reason, goods_to: goodsTo, customer };
    second((approval) => give({ ...body, approval }, quote.cash_minor));
  }
}
