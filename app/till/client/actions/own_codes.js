// A code of Kassa's own was scanned or typed: it does what it is for, or the reason why not is shown.

import { readNumber, readOwnCode } from '../model/own_code.js';

/**
 * @typedef {object} OwnCodesDelegate
 * @property {() => import('../model/basket.js').View} getView
 * @property {(code: string) => boolean} isGoods whether an older product has this very code
 * @property {() => boolean} isPaying
 * @property {(code: string) => void} takeReceipt its goods may come back
 * @property {(code: string) => void} showCode of a coupon
 * @property {(code: string) => void} showGiftCard
 * @property {(code: string) => void} showMember
 * @property {(basketId: number) => void} recall opens a parked basket again
 * @property {(badge: string) => void} signIn somebody else signs in
 * @property {(code: string) => boolean} refusesVoucher refuses a deposit voucher that cannot be taken now; tells whether it did
 * @property {(code: string, key: string) => void} refuse
 */

export class OwnCodes {
  #delegate;
  /** @type {Record<string, (code: string, body: string) => void>} */
  #acts = {
    receipt: (code) => this.#delegate.takeReceipt(code),
    signed_receipt: (code) => this.#delegate.takeReceipt(code),
    parked_basket: (_, body) => this.#recall(readNumber(body)),
    coupon: (code) => this.#delegate.showCode(code),
    gift_card: (code) => this.#delegate.showGiftCard(code),
    member_card: (code) => this.#delegate.showMember(code),
    operator_badge: (code) => this.#delegate.signIn(code),
  };

  /** @param {OwnCodesDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Take a text if it begins as Kassa's own codes do; tells whether it did.
   * @param {string} text
   */
  take(text) {
    if (this.#delegate.refusesVoucher(text)) return true;
    const own = readOwnCode(text);
    if (!own || (own.kind === 'misread' && this.#delegate.isGoods(text))) return false;
    const act = this.#acts[own.kind];
    if (act) act(text.trim().toUpperCase(), own.body);
    else this.#delegate.refuse(`own_code_${own.kind}`, `till.own_code_${own.kind}`);
    return true;
  }

  /** @param {number} basketId */
  #recall(basketId) {
    const { getView, isPaying, recall, refuse } = this.#delegate;
    if (isPaying()) refuse('own_code_parked', 'till.own_code_paying');
    else if (getView().parked.some((each) => each.basket_id === basketId)) recall(basketId);
    else refuse('own_code_parked', 'till.own_code_not_parked');
  }
}
