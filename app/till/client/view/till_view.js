// Everything that is seen of a till, in its places.

import { BasketPane } from './basket_pane.js';
import { ClosedPage } from './closed_page.js';
import { Dialogs } from './dialogs/dialogs.js';
import { button, h, setLabel, setText } from './dom.js';
import { PayPane } from './pay_pane.js';
import { ProductPane } from './product_pane.js';
import { RefusalBanner } from './refusal_banner.js';
import { SignInPage } from './sign_in_page.js';
import { StatusBar } from './status_bar.js';
import { UnseenChange } from './unseen_change.js';

/**
 * @typedef {import('../model/text.js').Translate} Translate
 * @typedef {import('./product_pane.js').ProductTexts & { noteMinor: number | null }} Texts
 * @typedef {import('../model/till_state.js').TillState} TillState
 * @typedef {import('../model/till_state.js').Trouble} Trouble
 *
 * @typedef {object} ViewDelegate
 * @property {number} till
 * @property {{ isOn: boolean, end: () => Promise<void> }} training whether somebody practises: nothing is sold
 * @property {{ unseenSales: import('../model/sale.js').Sale[] }} storage
 * @property {import('./product_pane.js').ProductPaneDelegate} products
 * @property {Omit<import('./basket_pane.js').BasketDelegate, 'toggle'>} basket
 * @property {import('./pay_pane.js').PayDelegate} pay
 * @property {import('./sign_in_page.js').SignInPageDelegate} signIn
 * @property {() => void} onTakeOver
 * @property {() => void} onTryAgain
 * @property {() => void} onNoteExpired
 *
 * @typedef {object} PayState
 * @property {import('../model/sale.js').Payment | null} payment
 * @property {boolean} slow
 * @property {Trouble | null} trouble
 * @property {import('../model/part_payment.js').Attempt | null} attempt
 * @property {string[]} methods
 *
 * @typedef {{ waiting: number, failingSince: number }} QueueState
 */

export class TillView {
  #root;
  #till;
  /** @type {Texts | null} */
  #texts = null;
  #company = h('span');
  #clock = h('span');
  #closedPage;
  #signInPage;
  #trainingMark = h('b', { class: 'training-mark' });
  #trainingText = h('span');
  #trainingBand = h('div', { class: 'training-band', role: 'status' });
  #endTraining;
  #operator = h('b', { class: 'strip-operator' });

  /**
   * @param {HTMLElement} root
   * @param {ViewDelegate} delegate
   */
  constructor(root, { till, training, storage, products, basket, pay, signIn, onTakeOver, onTryAgain, onNoteExpired }) {
    this.#root = root;
    this.#till = till;
    this.dialogs = new Dialogs(root);
    this.productPane = new ProductPane(products);
    this.basketPane = new BasketPane({ ...basket, toggle: () => root.classList.toggle('is-sheet-open') });
    this.payPane = new PayPane(pay);
    this.statusBar = new StatusBar({ onTakeOver, onExpired: onNoteExpired });
    this.banner = new RefusalBanner();
    this.unseenChange = new UnseenChange({ storage });
    this.#closedPage = new ClosedPage({ onTryAgain });
    this.#signInPage = new SignInPage(signIn);
    root.classList.toggle('is-training', training.isOn);
    this.#endTraining = button({ label: '', class: 'bar-button', onclick: () => void training.end() });
    this.#trainingBand.append(h('span', { class: 'training-texts' }, this.#trainingMark, this.#trainingText), this.#endTraining);
    this.#trainingBand.hidden = !training.isOn;
    const strip = h('div', { class: 'strip' }, this.#company, this.#operator, this.#clock);
    const floor = h('div', { class: 'floor' }, this.productPane.element, this.payPane.element, this.basketPane.element);
    const notices = [this.statusBar.element, this.unseenChange.element, this.banner.element];
    root.replaceChildren(strip, this.#trainingBand, ...notices, this.#closedPage.element, this.#signInPage.element, floor);
  }

  stop() {
    this.dialogs.close();
    this.statusBar.stop();
    this.productPane.stop();
    this.#root.replaceChildren();
  }

  /**
   * Write every text, at first and in another language.
   * @param {Texts} texts
   */
  fill(texts) {
    this.#texts = texts;
    setText(this.#trainingMark, texts.translate('till.training_mark'));
    setText(this.#trainingText, texts.translate('till.training_band'));
    setLabel(this.#endTraining, texts.translate('till.training_end'));
    const parts = [this.statusBar, this.banner, this.unseenChange, this.dialogs, this.#closedPage, this.#signInPage];
    for (const part of [...parts, this.basketPane, this.payPane, this.productPane]) part.fill(texts);
  }

  /**
   * Where the basket is a sheet: slide it up, or down.
   * @param {boolean} open
   */
  showSheet(open) {
    this.#root.classList.toggle('is-sheet-open', open);
  }

  /**
   * @param {TillState} state
   * @param {PayState} pay
   * @param {QueueState} queue
   * @param {import('../model/operator.js').SignInView} signIn
   */
  draw(state, { payment, slow, trouble, attempt, methods }, { waiting, failingSince }, signIn) {
    if (!this.#texts) return;
    const { translate, format } = this.#texts;
    const { view, online, locked, canPay } = state;
    this.statusBar.draw({ ...state, waiting, failingSince });
    setText(this.#company, state.shop?.company ?? '');
    setText(this.#clock, format.time(Date.now()));
    this.productPane.draw({ view, online, place: state.placeOf(this.#till) ?? translate('till.till'), locked, webOrders: state.webOrders });
    const payments = payment ? null : (state.server.payments ?? null);
    this.basketPane.draw({ view, sale: state.sale, askedSale: state.askedSale, canPay, locked, paying: payment !== null }, methods, payments);
    const reason = payment && (slow || trouble) ? whyPending(translate, trouble) : online ? null : whyOffline(translate, state.trouble);
    this.payPane.draw({ view, canPay, payment, reason, payments, attempt, methods });
    this.productPane.element.hidden = this.payPane.isOpen;
    this.#root.classList.toggle('is-paying', this.payPane.isOpen);
    this.#root.classList.toggle('is-elsewhere', locked);
    this.#root.classList.toggle('is-closed', state.closed !== null);
    this.#root.classList.toggle('is-signed-out', signIn.stage !== 'hidden');
    this.#signInPage.draw(signIn, waiting);
    setText(this.#operator, state.operator?.name ?? '');
    this.#closedPage.draw({ closed: state.closed, title: titleOf(translate, state.closed?.code ?? ''), till: this.#till, tills: state.shop?.tills ?? [] });
  }

  /**
   * Say what was refused, in a banner that nothing lies over.
   * @param {string} code
   * @param {string} message
   * @param {import('./refusal_banner.js').Offer | null} [offer] what can be done about it at once
   */
  refuse(code, message, offer = null) {
    this.dialogs.close();
    this.banner.refuse(titleOf(this.#texts?.translate ?? ((key) => key), code), message, offer);
  }

  /** The server can be asked and the till sells. */
  markReady() {
    this.#root.dataset.ready = 'yes';
  }
}

/**
 * The heading over a problem with this code.
 * @param {Translate} translate
 * @param {string} code
 */
function titleOf(translate, code) {
  const key = `till.problem_${code}`;
  const title = translate(key);
  return title === key ? translate('till.problem') : title;
}

/**
 * Why the operator has to wait for a payment that was sent, in the server's own words if it had any.
 * @param {Translate} translate
 * @param {Trouble | null} trouble
 */
function whyPending(translate, trouble) {
  if (!trouble) return translate('till.pay_slow');
  const reason = trouble.serverMessage;
  return reason ? translate('till.pay_troubled_reason', { reason }) : translate('till.pay_troubled');
}

/**
 * Why nothing can be paid now.
 * @param {Translate} translate
 * @param {Trouble | null} trouble
 */
function whyOffline(translate, trouble) {
  const reason = trouble?.serverMessage;
  return reason ? translate('till.pay_offline_reason', { reason }) : translate('till.pay_offline');
}
