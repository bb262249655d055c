// The last receipts of this till: shown on the screen, and printed or sent as the one copy that the law allows.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 * @typedef {import('../model/sale.js').GiftLine} GiftLine
 * @typedef {{ sale_id: number, lines: string[], picture: string, receipt_number: number, can_mail: boolean, goods: GiftLine[], may_undo: boolean, paid_by: string[] }} Receipt paid_by: the means in which it is registered, if that can be corrected
 *
 * @typedef {object} ReceiptsDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {(sales: Sale[], onChoose: (saleId: number) => void) => void} choose
 * @property {(receipt: Receipt, ways: { onCopy: () => void, onMail: (() => void) | null, onGift: (() => void) | null, onUndo: (() => void) | null, onCorrect: (() => void) | null }) => void} show
 * @property {(goods: GiftLine[], acts: { onPrint: (positions: number[]) => void, onShow: (positions: number[]) => void }) => void} askGift
 * @property {(paper: { lines: string[], picture: string, receipt_number: number }) => void} showGift
 * @property {(saleId: number) => void} undo
 * @property {(saleId: number, receipt: { receiptNumber: number, paidBy: string[] }) => void} correct
 * @property {(number: number, onAddress: (address: string) => void) => void} askAddress
 * @property {(act: (approval: object | null) => void) => void} guard lets somebody else approve a copy if the operator may not print one
 * @property {(key: string, values: Record<string, number | string>) => void} note
 * @property {(refusal: Refusal) => void} refuse
 * @property {(key: string) => void} refuseIn
 * @property {(error: NoAnswer) => void} onSilence
 */

export class Receipts {
  #delegate;

  /** @param {ReceiptsDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Let the operator choose one of the last receipts. */
  async list() {
    const { ask, choose } = this.#delegate;
    await this.#try(async () => choose((await ask('/receipts')).receipts, (saleId) => this.show(saleId)));
  }

  /** @param {number} saleId */
  async show(saleId) {
    const { ask, askAddress, askGift, correct, guard, show, undo } = this.#delegate;
    await this.#try(async () => {
      /** @type {Receipt} */
      const receipt = await ask(`/receipts/${saleId}`);
      const mail = () => askAddress(receipt.receipt_number, (address) => guard((approval) => this.#mail(receipt, address, approval)));
      const gift = () =>
        askGift(receipt.goods, { onPrint: (positions) => this.#gift(receipt, positions), onShow: (positions) => this.#showGift(receipt, positions) });
      show(receipt, {
        onCopy: () => guard((approval) => this.#copy(receipt, approval)),
        onMail: receipt.can_mail ? mail : null,
        onGift: receipt.goods.length ? gift : null,
        onUndo: receipt.may_undo ? () => undo(saleId) : null,
        onCorrect: receipt.paid_by.length ? () => correct(saleId, { receiptNumber: receipt.receipt_number, paidBy: receipt.paid_by }) : null,
      });
    });
  }

  /**
   * Print the copy. Without an answer nobody knows whether it will come, and asking again may be refused.
   * @param {Receipt} receipt
   * @param {object | null} approval
   */
  async #copy({ sale_id: saleId, receipt_number: number }, approval) {
    const { ask, note, refuseIn } = this.#delegate;
    const answered = await this.#try(() => ask(`/receipts/${saleId}/copy`, { body: approval ? { approval } : {} }));
    if (answered === true) note('till.copy_printing', { number });
    else if (answered === null) refuseIn('till.copy_unsure');
  }

  /**
   * Print a gift receipt: nothing is lost if one is printed twice.
   * @param {Receipt} receipt
   * @param {number[]} positions
   */
  async #gift({ sale_id: saleId, receipt_number: number }, positions) {
    const { ask, note } = this.#delegate;
    const answered = await this.#try(() => ask(`/receipts/${saleId}/gift`, { body: { positions } }));
    if (answered === true) note('till.gift_printing', { number });
  }

  /**
   * Show a gift receipt: its code is read from a screen or a photograph as well.
   * @param {Receipt} receipt
   * @param {number[]} positions
   */
  async #showGift({ sale_id: saleId }, positions) {
    const { ask, showGift } = this.#delegate;
    const query = positions.map((position) => `at_position=${position}`).join('&');
    await this.#try(async () => showGift(await ask(`/receipts/${saleId}/gift?${query}`)));
  }

  /**
   * Send the copy by e-mail; the server sends it later, whatever becomes of this window.
   * @param {Receipt} receipt
   * @param {string} address
   * @param {object | null} approval
   */
  async #mail({ sale_id: saleId, receipt_number: number }, address, approval) {
    const { ask, note, refuseIn } = this.#delegate;
    const body = approval ? { address, approval } : { address };
    const answered = await this.#try(() => ask(`/receipts/${saleId}/mail`, { body }));
    if (answered === true) note('till.mail_sending', { number });
    else if (answered === null) refuseIn('till.copy_unsure');
  }

  /**
   * Tells whether the server did it; null if it did not answer.
   * @param {() => Promise<unknown>} act
   */
  async #try(act) {
    const { onSilence, refuse } = this.#delegate;
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else if (error instanceof NoAnswer) onSilence(error);
      else throw error;
      return error instanceof Refusal ? false : null;
    }
  }
}
