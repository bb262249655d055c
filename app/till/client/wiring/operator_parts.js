// How the parts that the operator sees and touches are connected to the others.

import { AgeQuestion } from '../actions/age_question.js';
import { Approvals } from '../actions/approvals.js';
import { DisplayPairing } from '../actions/display_pairing.js';
import { DrawerOrder } from '../actions/drawer_order.js';
import { Paying } from '../actions/paying.js';
import { Selling } from '../actions/selling.js';
import { HeldEdits } from '../input/held_edits.js';
import { Keys } from '../input/keys.js';
import { askAge } from '../view/dialogs/age.js';
import { askApproval } from '../view/dialogs/approval.js';
import { confirmCancel } from '../view/dialogs/cancel.js';
import { askDisplayCode } from '../view/dialogs/display_code.js';
import { askDrawerReason } from '../view/dialogs/drawer_reason.js';
import { askNote } from '../view/dialogs/note.js';
import { askSlip } from '../view/dialogs/payment.js';
import { openNumberKeys } from '../view/dialogs/number_keys.js';
import { chooseParked } from '../view/dialogs/parked.js';
import { askPrice, askQuantity, askWeight } from '../view/dialogs/quantity.js';
import { TillView } from '../view/till_view.js';
import { askAccountOf, payActs } from './payment_parts.js';
import { settleActs } from './return_parts.js';
import { whomToAskAt } from './goods_parts.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @returns {Paying}
 */
export function makePaying(parts) {
  return new Paying({
    state: parts.state,
    storage: parts.storage,
    checkout: parts.checkout,
    getPane: () => parts.view.payPane,
    askAge: () => parts.age.askBeforePayment(),
    isNextBasketBegun: () => parts.queue.events.length > 0,
    getFormat: () => parts.screen.format,
    showSheet: (open) => parts.view.showSheet(open),
    closeDialogs: () => parts.view.dialogs.close(),
    showUnseen: (sale) => parts.view.unseenChange.add(sale),
    onPaid: () => {
      parts.sound.paid();
      void parts.cashDesk.look();
      if (parts.state.sale) void parts.areaQuestion.look(parts.state.sale);
    },
    refuse: parts.refuseIn,
    onAnswer: () => parts.window.connect(true),
    begin: (method, amountMinor, slip) =>
      parts.training.isOn ? void parts.checkout.pay(amountMinor, method) : void parts.partPayments.begin(method, amountMinor, slip),
    askSlip: (amountMinor, onSlip) => askSlip(parts.view.dialogs, amountMinor, parts.partPayments.takesTips && !parts.training.isOn, onSlip),
    askAccount: (amountMinor, onNumber) => askAccountOf(parts, amountMinor, onNumber),
    redraw: () => parts.screen.draw(),
  });
}

/**
 * @param {Parts} parts
 * @returns {AgeQuestion}
 */
export function makeAge(parts) {
  return new AgeQuestion({
    state: parts.state,
    isPaying: () => parts.checkout.payment !== null,
    isAsking: () => parts.view.dialogs.isOpen,
    askAge: (question, answer) => askAge(parts.view.dialogs, question, answer),
    record: (event) => parts.window.record(event),
  });
}

/**
 * @param {Parts} parts
 * @returns {DrawerOrder}
 */
export function makeDrawer(parts) {
  return new DrawerOrder({
    getObstacle: () => {
      if (parts.state.locked) return 'till.drawer_elsewhere';
      if (parts.checkout.payment) return 'till.drawer_paying';
      return parts.state.online && parts.queue.status.synced ? null : 'till.drawer_offline';
    },
    refuseIfClosed: () => parts.window.refuseIfClosed(),
    isWaiting: () => parts.queue.events.length > 0,
    guard: (act) => parts.approvals.guard('open_drawer', 'open_drawer', act),
    nameReason: (code) => parts.screen.translate(`till.approval_reason_${code}`),
    askReason: (onReason) => askDrawerReason(parts.view.dialogs, onReason),
    record: (event) => parts.window.record(event),
    allSent: () => parts.queue.drained(),
    refuse: (key) => parts.refuseIn('drawer', key),
    onOpened: () => {
      parts.view.statusBar.note('till.drawer_opened');
      parts.screen.draw();
    },
  });
}

/**
 * @param {Parts} parts
 * @returns {DisplayPairing}
 */
export function makeDisplayPairing(parts) {
  return new DisplayPairing({
    ask: parts.ask,
    askCode: (onCode) => askDisplayCode(parts.view.dialogs, onCode),
    takeRefusal: (refusal) => parts.signIn.takeRefusal(refusal),
    translate: (key) => parts.screen.translate(key),
    note: (key) => parts.view.statusBar.note(key),
    redraw: () => parts.screen.draw(),
  });
}

/**
 * @param {Parts} parts
 * @returns {Approvals}
 */
export function makeApprovals(parts) {
  return new Approvals({
    getOperator: () => parts.state.operator,
    getPeople: () => parts.signIn.people,
    askApproval: (permission, people, onApprove) => askApproval(parts.view.dialogs, { permission, people }, onApprove),
  });
}

/**
 * @param {Parts} parts
 * @returns {Selling}
 */
export function makeSelling(parts) {
  return new Selling({
    getView: () => parts.state.view,
    getCatalogue: () => parts.state.catalogue,
    isPaying: () => parts.checkout.payment !== null,
    isGtin: window.kassaWedge.isGtin,
    stopCard: (text) => parts.stopCard(text),
    isMultiplied: () => parts.view.productPane.searchBox.isMultiplied,
    isAsking: () => parts.view.dialogs.isOpen,
    askWeight: (product, onQuantity) => askWeight(parts.view.dialogs, product, onQuantity),
    askPrice: (product, onPrice) => askPrice(parts.view.dialogs, product, onPrice),
    askNote: (onNote) => askNote(parts.view.dialogs, onNote),
    takeOwnCode: (code) => parts.ownCodes.take(code),
    takeMultiplier: () => parts.view.productPane.searchBox.takeMultiplier(),
    record: (event) => parts.window.record(event),
    refuse: parts.refuseIn,
    askQuantity: (line, onQuantity) => askQuantity(parts.view.dialogs, line, onQuantity),
    chooseParked: (baskets, onRecall) =>
      chooseParked(parts.view.dialogs, baskets, { recall: onRecall, printSlip: (basketId) => void parts.beforePayment.printSlip(basketId) }),
    confirmCancel: (onCancel) =>
      parts.approvals.guard('cancel_basket', 'cancel', (approved) => (approved ? onCancel() : confirmCancel(parts.view.dialogs, onCancel))),
  });
}

/**
 * @param {Parts} parts
 * @param {HTMLElement} root
 * @returns {TillView}
 */
export function makeView(parts, root) {
  const { paying, selling } = parts;
  const pay = (/** @type {number} */ amountMinor) => paying.pay(amountMinor);
  const { openPay, payBy } = settleActs(parts);
  return new TillView(root, {
    till: parts.till,
    ...{ training: parts.training, storage: parts.storage },
    products: {
      onAdd: (code, milli) => selling.add(code, milli),
      onMenu: () => parts.openMenu(),
      onLock: () => parts.signIn.lock(),
      onKeypad: () => openNumberKeys(parts.view.dialogs, parts.view.productPane.searchBox),
      onNothing: () => parts.sound.wrong(),
      stopCard: (text) => parts.stopCard(text),
      takeOwnCode: (text) => parts.ownCodes.take(text),
      isGtin: window.kassaWedge.isGtin,
      askWeight: (product, onQuantity) => askWeight(parts.view.dialogs, product, onQuantity),
      onWrongMultiplier: (text) => parts.refuseIn('wrong_quantity', 'till.wrong_times', { text }),
    },
    basket: {
      discount: () => void parts.discounts.open(),
      chooseSupply: (position) => parts.supply.toggle(position),
      removeDiscount: () => parts.discounts.remove(0),
      ...{ codes: parts.codes, vouchers: parts.vouchers, giftCards: parts.giftCards, members: parts.members },
      removeNote: (position) => selling.removeNote(position),
      step: (position, milli) => selling.step(position, milli),
      askQuantity: (position) => selling.askQuantity(position),
      cancel: () => selling.cancel(),
      whoMayCancel: () => whomToAskAt(parts, 'cancel_basket'),
      park: () => selling.park(),
      recall: () => selling.recall(),
      ...{ openPay, pay, payBy },
      removeReturn: (saleId, position) => void parts.returns.remove(saleId, position),
      showReceipt: (saleId) => parts.receipts.show(saleId),
      answerArea: (area) => void parts.areaQuestion.answer(area),
    },
    pay: { pay, ...payActs(parts) },
    signIn: {
      choose: (person) => parts.signIn.choose(person),
      press: (key) => parts.signIn.press(key),
      stepBack: () => parts.signIn.stepBack(),
      askToUnlock: () => parts.signIn.askToUnlock(),
      enrol: (code) => parts.signIn.enrol(code),
    },
    onTakeOver: () => parts.lock.takeOver(),
    onTryAgain: () => parts.contact.load(),
    onNoteExpired: () => parts.screen.draw(),
  });
}

/**
 * @param {Parts} parts
 * @returns {HeldEdits}
 */
export function makeEdits(parts) {
  const { lines } = parts.view.basketPane;
  return new HeldEdits({
    plans: {
      '+': () => parts.selling.planStep(lines.selected, 1000),
      '-': () => parts.selling.planStep(lines.selected, -1000),
    },
    onShow: (events) => {
      parts.state.provisional = events;
      parts.screen.draw();
    },
    record: (event) => parts.window.record(event),
  });
}

/**
 * @param {Parts} parts
 * @returns {Keys}
 */
export function makeKeys(parts) {
  const selling = parts.selling;
  const { banner, basketPane, dialogs, payPane, productPane } = parts.view;
  const { lines } = basketPane;
  const { openPay, payBy, payExact } = settleActs(parts);
  return new Keys({
    dialogs,
    payPane,
    signIn: parts.signIn,
    typing: parts.typing,
    isEmptySearchBox: (element) => productPane.searchBox.isEmptyField(element),
    enter: () => parts.input.enter(),
    enterCode: () => !payPane.isOpen && productPane.enterCode(),
    stepBack: () => parts.input.stepBack(),
    payExact,
    closePay: () => parts.paying.close(),
    functionKeys: {
      F2: () => productPane.searchBox.focus(),
      F3: () => banner.accept(),
      F4: () => selling.park(),
      F6: () => selling.recall(),
      F7: () => parts.drawer.open(),
      F8: () => selling.addNote(),
      F9: openPay,
      F10: () => parts.receipts.list(),
      F11: () => void parts.cashDesk.open(),
      Insert: () => parts.returns.open(),
      Home: () => parts.supply.toggle(),
      End: () => parts.members.open(),
      F1: () => payBy('card', parts.state.server.payments?.rest_minor ?? parts.state.view.grossMinor),
      F12: () => parts.signIn.lock(),
    },
    edits: parts.edits,
    editKeys: {
      '%': ({ timeStamp }) => void parts.discounts.open(timeStamp),
      Delete: () => selling.remove(lines.selected),
      PageUp: () => lines.select(-1),
      PageDown: () => lines.select(1),
    },
  });
}
