// How payments by card and phone are connected to the other parts of a till.

import { PartPayments } from '../actions/part_payments.js';
import { textOfUnpaid } from '../model/part_payment.js';
import { NoAnswer, Refusal } from '../server/request.js';
import { askAccount } from '../view/dialogs/account.js';
import { askFinding } from '../view/dialogs/payment.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @returns {PartPayments}
 */
export function makePartPayments(parts) {
  const { state } = parts;
  return new PartPayments({
    ask: parts.ask,
    allSent: () => parts.queue.drained(),
    getBasket: () => {
      const { server, view } = state;
      return { basketId: server.basket?.id ?? 0, shownMinor: view.grossMinor, dueMinor: view.cashDueMinor };
    },
    hold: (amountMinor) => parts.checkout.hold(amountMinor),
    release: () => parts.checkout.release(),
    openPane: () => parts.paying.showWaiting(),
    onPayments: (payments) => (state.server = { ...state.server, payments }),
    onSold: (sale) => parts.paying.sold(sale),
    onUnpaid: (attempt) => {
      const { key, reason } = textOfUnpaid(attempt);
      const because = reason ? parts.screen.translate(reason) : '';
      parts.refuseIn(`payment_${attempt.state}`, key, because ? { reason: because } : undefined);
    },
    onPart: () => {
      parts.sound.ok();
      if (state.view.returned) void parts.contact.resume(); // what is left to give back, and how
      parts.view.payPane.setText(''); // the next amount is another one
    },
    onRefused: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
    redraw: () => parts.screen.draw(),
  });
}

/**
 * On whose account a purchase is.
 * @param {Parts} parts
 * @param {number} amountMinor
 * @param {(number: string) => void} onNumber
 */
export function askAccountOf(parts, amountMinor, onNumber) {
  const find = async (/** @type {string} */ text) => {
    try {
      return await parts.ask('/accounts/find', { body: { text } });
    } catch (error) {
      if (error instanceof Refusal) parts.refuse(error.code, error.message, error);
      else if (error instanceof NoAnswer) parts.window.connect(false, error);
      else throw error;
      return null;
    }
  };
  askAccount(parts.view.dialogs, amountMinor, find, onNumber);
}

/**
 * Two people record what became of a payment: first what was found, then who approves it.
 * @param {Parts} parts
 */
function decidePayment(parts) {
  const { dialogs } = parts.view;
  askFinding(dialogs, (finding) =>
    parts.approvals.second('resolve_payments', (approval) => parts.partPayments.decide({ ...finding, approval })),
  );
}

/**
 * What the pay pane does besides taking cash.
 * @param {Parts} parts
 */
export function payActs(parts) {
  const { paying, partPayments, selling } = parts;
  return {
    close: () => paying.close(),
    refuse: (/** @type {{ given: number, change: number }} */ amounts) => paying.refuseAmount(amounts),
    refuseIn: (/** @type {string} */ key) => parts.refuseIn('early_enter', key),
    payBy: (/** @type {string} */ method, /** @type {number} */ amountMinor) => paying.payBy(method, amountMinor),
    giveBack: (/** @type {import('../model/part_payment.js').Attempt} */ part) =>
      parts.approvals.guard('cancel_basket', 'return_part', () => partPayments.giveBack(part)),
    printCode: (/** @type {import('../model/part_payment.js').Attempt} */ attempt) => void parts.beforePayment.printCode(attempt.key),
    cancelPart: () => void partPayments.cancel(),
    setAside: () => {
      partPayments.leave();
      selling.park();
    },
    decide: () => decidePayment(parts),
  };
}
