// How discounts, the codes of customers, deposit vouchers, gift cards and members are connected to the other parts.

import { Codes } from '../actions/codes.js';
import { Discounts } from '../actions/discounts.js';
import { GiftCards } from '../actions/gift_cards.js';
import { Members } from '../actions/members.js';
import { Vouchers } from '../actions/vouchers.js';
import { askDiscount } from '../view/dialogs/discount.js';
import { askGiftCode, showGiftCard } from '../view/dialogs/gift_card.js';
import { askMailedCard } from '../view/dialogs/mailed_card.js';
import { askMember } from '../view/dialogs/member.js';
import { askPoints } from '../view/dialogs/points.js';
import { askVoucher } from '../view/dialogs/voucher.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @returns {Discounts}
 */
export function makeDiscounts(parts) {
  return new Discounts({
    ask: parts.ask,
    getView: () => parts.state.view,
    getSelected: () => parts.view.basketPane.lines.selected,
    getObstacle: () => {
      if (parts.state.locked) return 'till.discount_elsewhere';
      return parts.checkout.payment || parts.view.dialogs.isOpen ? 'till.discount_busy' : null;
    },
    askDiscount: (question, acts) => askDiscount(parts.view.dialogs, question, acts),
    closeDialog: () => parts.view.dialogs.close(),
    guard: (permission, kind, act) => parts.approvals.guard(permission, kind, act),
    second: (permission, kind, act) => parts.approvals.secondFor(permission, kind, act),
    record: (event) => parts.window.record(event),
    codes: {
      show: (code) => parts.codes.show(code),
      remove: (code) => parts.codes.remove(code),
      chooseGroup: (group) => parts.codes.chooseGroup(group),
    },
    refuseIn: (key) => parts.refuseIn('discount', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
  });
}

/**
 * @param {Parts} parts
 * @returns {Codes}
 */
export function makeCodes(parts) {
  return new Codes({
    getObstacle: () => {
      if (parts.state.locked) return 'till.discount_elsewhere';
      if (parts.checkout.payment) return 'till.discount_busy';
      return parts.state.online ? null : 'till.code_offline';
    },
    guard: (permission, kind, act) => parts.approvals.guard(permission, kind, act),
    record: (event) => parts.window.record(event),
    refuseIn: (key) => parts.refuseIn('discount', key),
  });
}

/**
 * @param {Parts} parts
 * @returns {Vouchers}
 */
export function makeVouchers(parts) {
  return new Vouchers({
    getObstacle: () => {
      if (parts.training.isOn) return 'till.voucher_training';
      if (parts.state.locked || parts.checkout.payment) return 'till.voucher_busy';
      return parts.state.online ? null : 'till.voucher_offline';
    },
    askAmount: (onAmount) => askVoucher(parts.view.dialogs, onAmount),
    second: (permission, kind, act) => parts.approvals.secondFor(permission, kind, act),
    record: (event) => parts.window.record(event),
    refuseIn: (key) => parts.refuseIn('voucher', key),
  });
}

/**
 * @param {Parts} parts
 * @returns {GiftCards}
 */
export function makeGiftCards(parts) {
  return new GiftCards({
    ask: parts.ask,
    allSent: () => parts.queue.drained(),
    getClient: () => parts.queue.client,
    getView: () => parts.state.view,
    getObstacle: () => {
      if (parts.training.isOn) return 'till.gift_training';
      if (parts.state.locked || parts.checkout.payment) return 'till.gift_busy';
      return parts.state.online ? null : 'till.gift_offline';
    },
    askCode: (onCode) => askGiftCode(parts.view.dialogs, onCode),
    stopCard: (text) => parts.stopCard(text),
    show: (card, payableMinor, acts) => showGiftCard(parts.view.dialogs, card, payableMinor, acts),
    askMailed: (onWish) => askMailedCard(parts.view.dialogs, onWish),
    guard: (permission, act) => parts.approvals.guardRequest(permission, act),
    onState: (state) => {
      parts.paying.forgetSale();
      parts.queue.take(state);
      parts.sound.ok();
      parts.screen.draw();
    },
    refuseIn: (key) => parts.refuseIn('gift_card', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/**
 * @param {Parts} parts
 * @returns {Members}
 */
export function makeMembers(parts) {
  return new Members({
    ask: parts.ask,
    getView: () => parts.state.view,
    getObstacle: () => {
      if (parts.training.isOn) return 'till.member_training';
      return parts.state.locked || parts.checkout.payment ? 'till.member_busy' : null;
    },
    getSearchObstacle: () => (parts.state.online ? null : 'till.member_offline'),
    askPoints: (question, onUse) => askPoints(parts.view.dialogs, question, onUse),
    second: (permission, kind, act) => parts.approvals.secondFor(permission, kind, act),
    askMember: (member, acts) => askMember(parts.view.dialogs, member, { ...acts, sellByMail: () => parts.giftCards.sellByMail() }),
    guard: (permission, act) => parts.approvals.guardRequest(permission, act),
    record: (event) => parts.window.record(event),
    refresh: async () => {
      const { last } = parts.queue;
      const state = await parts.ask(`?client=${parts.queue.client}`);
      if (last === parts.queue.last && !parts.queue.status.busy) parts.queue.take(state);
    },
    refuseIn: (key) => parts.refuseIn('member', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}
