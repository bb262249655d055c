// How goods that come back are connected to the other parts.

import { BlindReturn } from '../actions/blind_return.js';
import { Returns } from '../actions/returns.js';
import { randomId } from '../server/stored_queue.js';
import { askBlindReturn } from '../view/dialogs/blind_return.js';
import { askCreditCard } from '../view/dialogs/credit_card.js';
import { confirmUndo } from '../view/dialogs/undo_sale.js';
import { askRightMeans } from '../view/dialogs/correct_payment.js';
import { askSlip } from '../view/dialogs/payment.js';
import { askReturnLines } from '../view/dialogs/return_lines.js';
import { askReturnReceipt } from '../view/dialogs/return_receipt.js';
import { whomToAskAt } from './goods_parts.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @returns {Returns}
 */
export function makeReturns(parts) {
  return new Returns({
    ask: parts.ask,
    allSent: () => parts.queue.drained(),
    getClient: () => parts.queue.client,
    getView: () => parts.state.view,
    getObstacle: () => {
      if (parts.state.locked) return 'till.return_elsewhere';
      if (parts.checkout.payment) return 'till.return_paying';
      return parts.state.online ? null : 'till.return_offline';
    },
    askReceipt: (find, onChoose) => askReturnReceipt(parts.view.dialogs, find, onChoose, () => parts.blindReturn.open()),
    askLines: (receipt, onChosen) =>
      askReturnLines(parts.view.dialogs, { receipt, whoMay: whomToAskAt(parts, 'approve_returns') }, onChosen),
    confirmUndo: (onUndo) => confirmUndo(parts.view.dialogs, onUndo),
    askRightMeans: (receipt, onMethod) =>
      askRightMeans(parts.view.dialogs, { ...receipt, whoMay: whomToAskAt(parts, 'approve_returns') }, onMethod),
    onCorrected: (sale) => {
      parts.paying.forgetSale();
      parts.view.statusBar.note('till.payment_corrected', { number: sale.receipt_number });
      parts.screen.draw();
    },
    askReference: (amountMinor, onReference) => askSlip(parts.view.dialogs, amountMinor, false, ({ reference }) => onReference(reference)),
    guard: (act) => parts.approvals.guardRequest('return_goods', act),
    guardException: (act) => parts.approvals.guardRequest('approve_returns', act),
    onState: (state) => {
      parts.paying.forgetSale();
      parts.queue.take(state);
      parts.sound.ok();
      parts.view.showSheet(true);
      parts.screen.draw();
    },
    give: (body, amountMinor, isAsked) => void parts.partPayments.giveBackGoods(/** @type {any} */ (body), amountMinor, isAsked),
    credit: (body, owedMinor) =>
      askCreditCard(parts.view.dialogs, owedMinor, (code) =>
        parts.approvals.guardRequest('credit_returns', (approval) => {
          const wish = { ...body, key: randomId(), code };
          void parts.partPayments.giveBackGoods(approval ? { ...wish, approval } : wish, owedMinor, false, '/returns/store-credit');
        }),
      ),
    refuseIn: (key) => parts.refuseIn('return', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/**
 * @param {Parts} parts
 * @returns {BlindReturn}
 */
export function makeBlindReturn(parts) {
  return new BlindReturn({
    ask: parts.ask,
    allSent: () => parts.queue.drained(),
    isBusy: () => parts.state.view.lines.length > 0 || Boolean(parts.state.view.returned?.lines.length),
    askGoods: (acts) => askBlindReturn(parts.view.dialogs, acts, ''),
    second: (act) => parts.approvals.second('approve_returns', act),
    give: (body, amountMinor) => void parts.partPayments.giveBackGoods(/** @type {any} */ (body), amountMinor, false, '/returns/blind'),
    refuseIn: (key) => parts.refuseIn('return', key),
    translate: (key) => parts.screen.translate(key),
  });
}

/**
 * The keys that settle a basket: they take money, or give it back where more comes back than is bought.
 * @param {Parts} parts
 */
export function settleActs(parts) {
  const givesBack = () => parts.returns.givesBack;
  return {
    openPay: () => (givesBack() ? parts.returns.giveBack() : parts.paying.open()),
    payExact: () => (givesBack() ? parts.returns.giveBack() : parts.paying.pay(parts.state.view.cashDueMinor)),
    payBy: (/** @type {string} */ method, /** @type {number} */ amountMinor) =>
      givesBack() ? parts.returns.giveBack(method) : parts.paying.payBy(method, amountMinor),
  };
}
