// Goods that come back: find the receipt, choose its lines, and give the money back.

import { returnedMinor, WITH_TIP, worthMinor } from '../model/returned.js';
import { NoAnswer, Refusal } from '../server/request.js';
import { randomId } from '../server/stored_queue.js';

/**
 * @typedef {import('../model/returned.js').BoughtReceipt} BoughtReceipt
 * @typedef {import('../model/returned.js').ChosenLine} ChosenLine
 * @typedef {import('../model/returned.js').FoundReceipt} FoundReceipt
 *
 * @typedef {object} ReturnsDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => Promise<void>} allSent every event of the basket has reached the server
 * @property {() => string} getClient
 * @property {() => import('../model/basket.js').View} getView
 * @property {() => string | null} getObstacle why nothing can be taken back now
 * @property {(find: (text: string) => Promise<FoundReceipt[] | null>, onChoose: (saleId: number, text: string) => void) => void} askReceipt
 * @property {(receipt: BoughtReceipt, onChosen: (lines: ChosenLine[]) => void) => void} askLines
 * @property {(onUndo: () => void) => void} confirmUndo
 * @property {(receipt: { receiptNumber: number, paidBy: string[] }, onMethod: (method: string, reference: string) => void) => void} askRightMeans
 * @property {(sale: import('../model/sale.js').Sale) => void} onCorrected
 * @property {(amountMinor: number, onReference: (reference: string) => void) => void} askReference
 * @property {(act: (approval: object | null) => void) => void} guard lets somebody else approve it if the operator may not
 * @property {(act: (approval: object | null) => void) => void} guardException the same for what the shop's rules except
 * @property {(state: import('../model/basket.js').ServerState) => void} onState
 * @property {(body: Record<string, unknown>, amountMinor: number, isAsked: boolean) => void} give
 * @property {(body: { basket_id: number, due_minor: number }, owedMinor: number) => void} credit give it back on a gift card
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

export class Returns {
  #delegate;

  /** @param {ReturnsDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Whether the basket is settled by giving money back, or by nothing at all. */
  get givesBack() {
    const { returned, settled } = this.#delegate.getView();
    return settled && Boolean(returned?.plan);
  }

  /** Look for the receipt of what the customer brings. */
  open() {
    if (this.#refuseIfBusy()) return;
    this.#delegate.askReceipt((text) => this.#find(text), (saleId, text) => void this.show(saleId, text));
  }

  /**
   * The code of a receipt was scanned.
   * @param {string} code
   */
  async scan(code) {
    if (this.#refuseIfBusy()) return;
    const found = await this.#find(code);
    if (found?.[0]) await this.show(found[0].id, code);
    else if (found) this.#delegate.refuseIn('till.return_unknown');
  }

  /**
   * The lines of a receipt, to choose from.
   * @param {number} saleId
   * @param {string} proof the code by which it was found
   */
  async show(saleId, proof) {
    const receipt = await this.#try(() => this.#delegate.ask(`/returns/receipts/${saleId}?proof=${encodeURIComponent(proof)}`));
    if (receipt) this.#delegate.askLines(receipt, (lines) => this.#choose(receipt, lines, proof));
  }

  /**
   * A line does not come back after all.
   * @param {number} saleId
   * @param {number} position
   */
  async remove(saleId, position) {
    await this.#send(saleId, [{ position, quantity: '0', reason: 'mistake', goods_to: 'stock' }], null);
  }

  /**
   * Undo the last sale: everything on it comes back, and the money goes back as it came.
   * @param {number} saleId
   */
  undo(saleId) {
    if (this.#refuseIfBusy()) return;
    const { confirmUndo, guardException } = this.#delegate;
    confirmUndo(() => guardException((approval) => void this.#undo(saleId, approval)));
  }

  /**
   * @param {number} saleId
   * @param {object | null} approval
   */
  async #undo(saleId, approval) {
    const { allSent, ask, getClient, onState } = this.#delegate;
    await allSent();
    const body = { client: getClient(), sale_id: saleId };
    const state = await this.#try(() => ask('/returns/undo', { body: approval ? { ...body, approval } : body }));
    if (!state) return;
    onState(state);
    this.giveBack(this.#delegate.getView().returned?.plan?.tip_minor ? WITH_TIP : undefined); // it was no purchase: nothing of it stays
  }

  /**
   * The last sale was registered in the wrong means of payment.
   * @param {number} saleId
   * @param {{ receiptNumber: number, paidBy: string[] }} receipt
   */
  correct(saleId, receipt) {
    if (this.#refuseIfBusy()) return;
    const { ask, askRightMeans, guardException, onCorrected } = this.#delegate;
    askRightMeans(receipt, (method, reference) => {
      const body = { key: randomId(), sale_id: saleId, method, reference };
      guardException(async (approval) => {
        const sale = await this.#try(() => ask('/returns/correct-payment', { body: approval ? { ...body, approval } : body }));
        if (sale) onCorrected(sale);
      });
    });
  }

  /**
   * Give back what is owed, in the means in turn, with the tip or without, or in cash instead.
   * @param {string} [method]
   */
  giveBack(method) {
    const { returned, grossMinor, id } = this.#delegate.getView();
    const plan = returned?.plan;
    if (!plan || !this.givesBack || this.#refuseIfBusy()) return;
    if (method === 'store_credit') {
      this.#delegate.credit({ basket_id: id, due_minor: grossMinor }, plan.owed_minor);
      return;
    }
    const withTip = method === WITH_TIP;
    const chosen = withTip ? plan.method : (method ?? plan.method);
    const key = randomId();
    const amount = chosen === 'cash' ? plan.cash_minor : plan.amount_minor + (withTip ? plan.tip_minor : 0);
    const send = (/** @type {object | null} */ approval, reference = '') => {
      const body = { key, basket_id: id, due_minor: grossMinor, method: chosen, reference, with_tip: withTip };
      this.#delegate.give(approval ? { ...body, approval } : body, amount, !['cash', 'own_terminal'].includes(chosen) && plan.owed_minor > 0);
    };
    if (chosen !== plan.method) this.#delegate.guardException((approval) => send(approval));
    else if (chosen === 'own_terminal') this.#delegate.askReference(amount, (reference) => send(null, reference));
    else send(null);
  }

  /**
   * @param {BoughtReceipt} receipt
   * @param {ChosenLine[]} chosen
   * @param {string} proof
   */
  #choose(receipt, chosen, proof) {
    const lines = new Map(receipt.lines.map((line) => [line.position, line]));
    const worth = chosen.reduce((sum, each) => {
      const line = lines.get(each.position);
      return line ? sum + worthMinor(line, Math.round(Number(each.quantity) * 1000)) : sum;
    }, returnedMinor(this.#delegate.getView().returned));
    const guard = worth > receipt.free_minor ? this.#delegate.guardException : this.#delegate.guard;
    guard((approval) => void this.#send(receipt.id, chosen, approval, proof));
  }

  /**
   * @param {number} saleId
   * @param {ChosenLine[]} lines
   * @param {object | null} approval
   */
  async #send(saleId, lines, approval, proof = '') {
    const { allSent, ask, getClient, onState } = this.#delegate;
    await allSent();
    const body = { client: getClient(), sale_id: saleId, lines, proof };
    const state = await this.#try(() => ask('/returns', { body: approval ? { ...body, approval } : body }));
    if (state) onState(state);
  }

  /** @param {string} text */
  async #find(text) {
    const found = await this.#try(() => this.#delegate.ask(`/returns/receipts?text=${encodeURIComponent(text)}`));
    return found ? /** @type {FoundReceipt[]} */ (found.receipts) : null;
  }

  #refuseIfBusy() {
    const obstacle = this.#delegate.getObstacle();
    if (obstacle) this.#delegate.refuseIn(obstacle);
    return obstacle !== null;
  }

  /**
   * The server's answer; null if it refused or did not answer.
   * @param {() => Promise<any>} act
   */
  async #try(act) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refusal) this.#delegate.refuse(error);
      else if (error instanceof NoAnswer) this.#delegate.onSilence(error);
      else throw error;
      return null;
    }
  }
}
