// How what is beside the selling is connected to the other parts: new products, past receipts and Kassa's own codes.

import { NewProduct } from '../actions/new_product.js';
import { OwnCodes } from '../actions/own_codes.js';
import { Receipts } from '../actions/receipts.js';
import { whomToAsk } from '../model/operator.js';
import { askNewProduct } from '../view/dialogs/new_product.js';
import { askGiftLines } from '../view/dialogs/gift_lines.js';
import { askMailAddress } from '../view/dialogs/mail_address.js';
import { chooseReceipt, showGift, showReceipt } from '../view/dialogs/receipt.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/** @param {Parts} parts @param {string} permission */
export function whomToAskAt(parts, permission) {
  const { operator } = parts.state;
  return whomToAsk((key, values) => parts.screen.translate(key, values), { operator, people: parts.signIn.people, permission });
}

/**
 * @param {Parts} parts
 * @returns {NewProduct}
 */
export function makeNewProduct(parts) {
  const permission = 'create_product_at_till';
  return new NewProduct({
    ask: parts.ask,
    askDetails: (question, answer) => {
      const whoMay = whomToAskAt(parts, permission);
      askNewProduct(parts.view.dialogs, { ...question, language: parts.screen.language, whoMay }, answer);
    },
    guard: (act) => parts.approvals.guardRequest(permission, act),
    onMade: (row) => {
      parts.state.catalogue.add([row]);
      parts.screen.fill();
    },
    scan: (code) => parts.selling.add(code, 1000),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
    translate: (key) => parts.screen.translate(key),
  });
}

/**
 * @param {Parts} parts
 * @returns {Receipts}
 */
export function makeReceipts(parts) {
  const permission = 'copy_receipt';
  return new Receipts({
    ask: parts.ask,
    choose: (sales, onChoose) => chooseReceipt(parts.view.dialogs, sales, onChoose),
    show: (receipt, ways) =>
      showReceipt(parts.view.dialogs, receipt, { ...ways, whoMay: whomToAskAt(parts, permission), whoMayUndo: whomToAskAt(parts, 'approve_returns') }),
    askGift: (goods, acts) => askGiftLines(parts.view.dialogs, goods, acts),
    showGift: (paper) => showGift(parts.view.dialogs, paper),
    undo: (saleId) => parts.returns.undo(saleId),
    correct: (saleId, receipt) => parts.returns.correct(saleId, receipt),
    askAddress: (number, onAddress) => askMailAddress(parts.view.dialogs, number, onAddress),
    guard: (act) => parts.approvals.guardRequest(permission, act),
    note: (key, values) => {
      parts.view.statusBar.note(key, values);
      parts.screen.draw();
    },
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    refuseIn: (key) => parts.refuseIn('receipt', key),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/**
 * @param {Parts} parts
 * @returns {OwnCodes}
 */
export function makeOwnCodes(parts) {
  return new OwnCodes({
    getView: () => parts.state.view,
    isGoods: (code) => parts.state.catalogue.find(code) !== undefined,
    isPaying: () => parts.checkout.payment !== null,
    takeReceipt: (code) => void parts.returns.scan(code),
    showCode: (code) => parts.codes.show(code),
    showGiftCard: (code) => parts.giftCards.scan(code),
    showMember: (code) => parts.members.choose(code),
    refusesVoucher: (code) => parts.vouchers.refuses(code),
    recall: (basketId) => parts.window.record({ kind: 'recall', basket_id: basketId }),
    signIn: (badge) => {
      void parts.signIn.lock();
      parts.signIn.scan(badge);
    },
    refuse: (code, key) => parts.refuseIn(code, key),
  });
}
