// Deposit vouchers. Only the server knows which were used: without it none is taken.

import { isVoucher } from '../model/voucher.js';

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 *
 * @typedef {object} VouchersDelegate
 * @property {() => string | null} getObstacle the key of the text why no voucher can be taken now
 * @property {(onAmount: (amountMinor: number, reason: string) => void) => void} askAmount
 * @property {(permission: string, kind: string, act: () => void) => void} second asks for another person
 * @property {(event: TillEvent) => boolean} record
 * @property {(key: string) => void} refuseIn
 */

const APPROVE = 'approve_returns';

export class Vouchers {
  #delegate;

  /** @param {VouchersDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Refuse the code of a voucher that cannot be taken now; tells whether it did.
   * @param {string} code
   */
  refuses(code) {
    return isVoucher(code) && this.#refuseIfBusy();
  }

  /** Ask what is printed on a voucher that no scanner reads. */
  open() {
    if (this.#refuseIfBusy()) return;
    this.#delegate.askAmount((amountMinor, reason) => {
      if (!this.#refuseIfBusy()) this.#delegate.record({ kind: 'take_voucher', amount_minor: amountMinor, reason });
    });
  }

  /** @param {string} number */
  remove(number) {
    if (!this.#refuseIfBusy()) this.#delegate.record({ kind: 'remove_voucher', code: number });
  }

  /**
   * What the banner offers where vouchers are worth more than the shop takes without approval.
   * @param {{ code: string, event?: TillEvent }} problem
   */
  offer({ code, event }) {
    const isOne = event?.kind === 'take_voucher' || (event?.kind === 'scan' && isVoucher(event.code ?? ''));
    if (code !== 'not_permitted' || !event || !isOne) return null;
    return { key: 'till.voucher_approve', act: () => this.#delegate.second(APPROVE, event.kind, () => this.#delegate.record({ ...event })) };
  }

  #refuseIfBusy() {
    const obstacle = this.#delegate.getObstacle();
    if (obstacle) this.#delegate.refuseIn(obstacle);
    return obstacle !== null;
  }
}
