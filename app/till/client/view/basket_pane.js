// The right side: the basket, what it costs, and the ways to pay; after a sale, the change.

import { WITH_TIP } from '../model/returned.js';
import { AreaView } from './area_view.js';
import { BasketLines } from './basket_lines.js';
import { CashKeys } from './cash_keys.js';
import { button, h, iconButton, setAmount, setAttribute, setLabel, setText } from './dom.js';
import { icon } from './icons.js';
import { MethodKeys } from './method_keys.js';
import { PaidView } from './paid_view.js';
import { ReturnedLines } from './returned_lines.js';

/**
 * @typedef {import('../model/text.js').Translate} Translate
 * @typedef {import('../model/basket.js').View} View
 * @typedef {import('./cash_keys.js').CashTexts} Texts
 *
 * @typedef {object} BasketActs
 * @property {() => unknown} cancel
 * @property {() => string} whoMayCancel who has to approve that; empty if nobody
 * @property {() => void} discount
 * @property {() => void} park
 * @property {() => void} recall
 * @property {() => void} openPay
 * @property {(amountMinor: number) => void} pay
 * @property {(method: string, amountMinor: number) => void} payBy
 * @property {(saleId: number) => void} showReceipt
 * @property {(area: string) => void} answerArea
 * @property {(saleId: number, position: number) => void} removeReturn
 * @property {() => void} toggle where the basket is a sheet: slide it up or down
 *
 * @typedef {BasketActs & import('./basket_lines.js').LineDelegate} BasketDelegate
 */

export class BasketPane {
  /** @type {Texts | null} */
  #texts = null;
  #title = h('h2');
  #count = h('span', { class: 'count' });
  #empty = h('div', { class: 'empty' });
  #totalLabel = h('span', { class: 'total-label' });
  #total = h('output', { class: 'total' });
  #fine = h('p', { class: 'fine' });
  #handle;
  #clearButton;
  #discountButton;
  #supplyButton;
  #whoMayCancel;
  #paid;
  #area;
  #returned;
  #sum;
  #cashKeys;
  #methodKeys;
  #parkButton;
  #recallButton;
  #payButton;

  /** @param {BasketDelegate} delegate */
  constructor(delegate) {
    this.lines = new BasketLines(delegate);
    this.#whoMayCancel = delegate.whoMayCancel;
    this.#paid = new PaidView({ onReceipt: delegate.showReceipt });
    this.#area = new AreaView(delegate.answerArea);
    this.#returned = new ReturnedLines(delegate.removeReturn);
    this.#cashKeys = new CashKeys({ class: 'quick', keyClass: 'quick-key', textClass: 'quick', onPay: delegate.pay });
    this.#methodKeys = new MethodKeys(delegate.payBy);
    this.#handle = iconButton({ iconName: 'down', class: 'handle', onclick: delegate.toggle });
    this.#clearButton = iconButton({ iconName: 'trash', class: 'square quiet', onclick: delegate.cancel });
    this.#discountButton = iconButton({ iconName: 'percent', class: 'square quiet', onclick: delegate.discount });
    this.#supplyButton = iconButton({ iconName: 'cup', class: 'square quiet supply', onclick: () => delegate.chooseSupply() });
    this.#parkButton = button({ label: '', iconName: 'parked', key: 'F4', class: 'park', onclick: delegate.park });
    this.#recallButton = button({ label: '', iconName: 'recall', key: 'F6', class: 'recall', onclick: delegate.recall });
    this.#payButton = button({ label: '', key: 'F9', class: 'primary pay', onclick: delegate.openPay });
    this.#sum = h('div', { class: 'sum', 'aria-live': 'polite' }, this.#totalLabel, this.#total, this.#fine);
    const actions = h('div', { class: 'actions' }, this.#parkButton, this.#recallButton, this.#payButton);
    const header = h('header', { class: 'basket-header' }, this.#handle, this.#title, this.#count, this.#supplyButton, this.#discountButton, this.#clearButton);
    const body = h('div', { class: 'basket-body' }, this.lines.element, this.#returned.element, this.#empty, this.#paid.element);
    const footer = h('div', { class: 'basket-footer' }, this.#sum, this.#area.element, this.#cashKeys.element, this.#methodKeys.element, actions);
    this.element = h('section', { class: 'basket-pane' }, header, body, footer);
  }

  /**
   * Write the fixed texts, at first and in another language.
   * @param {Texts} texts
   */
  fill(texts) {
    const { translate } = texts;
    this.#texts = texts;
    setText(this.#title, translate('till.basket'));
    this.element.setAttribute('aria-label', translate('till.basket'));
    this.#handle.setAttribute('aria-label', translate('till.show_basket'));
    setLabel(this.#parkButton, translate('till.park'));
    this.#discountButton.setAttribute('aria-label', translate('till.discount_title'));
    this.#discountButton.title = `${translate('till.discount_title')} (%)`;
    this.#supplyButton.setAttribute('aria-label', translate('till.eat_in'));
    this.#supplyButton.title = `${translate('till.eat_in')} (Home)`;
    this.#empty.replaceChildren(icon('scan'), h('p', {}, translate('till.empty')), h('small', {}, translate('till.empty_hint')));
    this.lines.fill(texts);
    this.#cashKeys.fill(texts);
    this.#methodKeys.fill(texts);
    this.#paid.fill(texts);
    this.#area.fill(translate);
    this.#returned.fill(texts);
  }

  /**
   * @param {{ view: View, sale: import('../model/sale.js').Sale | null, askedSale: number, canPay: boolean, locked: boolean, paying: boolean }} state
   * @param {string[]} methods
   * @param {import('../model/part_payment.js').Payments | null} payments
   */
  draw({ view, sale, askedSale, canPay, locked, paying }, methods, payments) {
    if (!this.#texts) return;
    const hasCodes = view.codes.length > 0 || view.customerGroup !== '' || view.vouchers.length + view.giftCards.length > 0 || view.member !== null;
    const hasLines = view.hasGoods || view.unresolved.length > 0 || view.returned !== null || hasCodes;
    const shownSale = hasLines || paying ? null : sale;
    this.lines.draw(view);
    this.lines.element.hidden = !hasLines;
    this.#returned.draw(view.returned);
    this.#empty.hidden = hasLines || shownSale !== null;
    this.#paid.draw(shownSale);
    this.#area.draw(shownSale?.id === askedSale ? askedSale : 0);
    this.#drawTotals(view, this.#texts);
    const plan = view.returned?.plan ?? null;
    const hasGoods = view.hasGoods && !plan;
    this.#cashKeys.draw(hasGoods ? (payments?.cash_rest_minor ?? view.cashDueMinor) : null, canPay);
    // A terminal of its own is for the day when the connected one fails, an account for a few customers: the pay pane has their keys.
    const rare = methods.includes('card') ? ['own_terminal', 'on_account'] : ['on_account'];
    const usual = methods.filter((each) => !rare.includes(each));
    if (plan) this.#methodKeys.draw(waysBack(plan), plan.method === 'cash' ? plan.owed_minor : plan.cash_minor, canPay, { [WITH_TIP]: plan.amount_minor + plan.tip_minor });
    else this.#methodKeys.draw(usual, hasGoods ? (payments?.rest_minor ?? view.grossMinor) : null, canPay);
    this.#drawActions(view, paying, this.#texts.translate);
    setAttribute(this.element, 'inert', locked);
    this.element.classList.toggle('is-empty', !hasLines && shownSale === null);
  }

  /**
   * @param {View} view
   * @param {boolean} paying
   * @param {Translate} translate
   */
  #drawActions(view, paying, translate) {
    const waiting = view.parked.length ? ` (${view.parked.length})` : '';
    setLabel(this.#recallButton, translate('till.recall') + waiting);
    this.#recallButton.classList.toggle('has-some', view.parked.length > 0);
    this.#recallButton.disabled = !view.parked.length || paying;
    const isEmpty = !view.hasGoods && !view.returned;
    this.#parkButton.disabled = isEmpty || view.returned !== null || paying;
    this.#payButton.disabled = isEmpty || paying;
    this.#clearButton.disabled = (isEmpty && !view.vouchers.length && !view.giftCards.length) || paying;
    const choices = view.lines.filter((line) => line.supply);
    this.#supplyButton.hidden = !choices.length;
    setAttribute(this.#supplyButton, 'aria-pressed', String(choices.every((line) => line.supply === 'eat_in')));
    this.#supplyButton.disabled = paying;
    this.#discountButton.disabled = !view.lines.length || paying;
    const cancel = [translate('till.cancel_basket'), this.#whoMayCancel()].filter(Boolean).join('. ');
    setAttribute(this.#clearButton, 'aria-label', cancel);
    setAttribute(this.#clearButton, 'title', cancel);
  }

  /**
   * @param {View} view
   * @param {Texts} texts
   */
  #drawTotals(view, { format, translate }) {
    const milli = view.lines.reduce((sum, line) => sum + (line.unit === 'piece' ? line.milli : 1000), 0);
    setText(this.#count, view.lines.length ? translate('till.items', { count: milli / 1000 }) : '');
    const plan = view.returned?.plan ?? null;
    const owed = plan?.owed_minor ?? 0;
    this.#sum.classList.toggle('is-giving', owed > 0);
    setText(this.#totalLabel, translate(owed > 0 ? 'till.to_give_back' : 'till.to_pay'));
    setAmount(this.#total, format.money(owed > 0 ? owed : view.grossMinor));
    setLabel(this.#payButton, plan ? giveBackLabel(plan, { format, translate }) : translate('till.pay'));
    if (plan) {
      setText(this.#fine, plan.method === 'cash' && plan.cash_minor !== owed ? translate('till.cash_back', { amount: format.money(plan.cash_minor) }) : '');
      return;
    }
    const parts = [];
    if (view.settled && view.taxMinor) parts.push(translate('till.tax_within', { amount: format.money(view.taxMinor) }));
    if (view.discountMinor) parts.push(translate('till.discount_within', { amount: format.money(view.discountMinor) }));
    if (view.cashDueMinor !== view.grossMinor) parts.push(translate('till.cash_due', { amount: format.money(view.cashDueMinor) }));
    setText(this.#fine, parts.join(' · '));
  }
}

/**
 * What the large key does: how much goes back, and how.
 * @param {import('../model/returned.js').Plan} plan
 * @param {Pick<Texts, 'format' | 'translate'>} texts
 */
function giveBackLabel({ owed_minor: owed, method, amount_minor: amount, card }, { format, translate }) {
  if (!owed) return translate('till.exchange_even');
  return translate('till.give_back', { amount: format.money(amount), method: card || translate(method === 'cash' ? 'till.cash' : `till.method_${method}`) });
}

/**
 * The other ways in which money may go back: with the card's tip, in cash, and on a gift card unless it goes back to one anyway.
 * @param {import('../model/returned.js').Plan} plan
 */
const waysBack = ({ method, tip_minor: tip }) => [...(tip ? [WITH_TIP] : []), ...(method === 'cash' ? [] : ['cash']), ...(method === 'gift_card' ? [] : ['store_credit'])];
