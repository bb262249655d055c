// All parts of one till. Only the files of this folder know them all; each part gets a few functions that it may call.

import { AreaQuestion } from '../actions/area_question.js';
import { BrowserStorage } from '../browser/browser_storage.js';
import { storePageLanguage } from '../browser/page_language.js';
import { Sound } from '../browser/sound.js';
import { WindowLock } from '../browser/window_lock.js';
import { IdleWatch } from '../input/idle_watch.js';
import { OperatorInput } from '../input/operator_input.js';
import { Typing } from '../input/typing.js';
import { hasCardData } from '../model/card_data.js';
import { TillState } from '../model/till_state.js';
import { ask, Refusal } from '../server/request.js';
import { openMenu } from '../view/dialogs/menu.js';
import { makeCashDesk } from './cash_parts.js';
import { makeCodes, makeDiscounts, makeGiftCards, makeMembers, makeVouchers } from './discount_parts.js';
import { makeNewProduct, makeOwnCodes, makeReceipts, whomToAskAt } from './goods_parts.js';
import { makeAge, makeApprovals, makeDisplayPairing, makeDrawer, makeEdits, makeKeys, makePaying, makeSelling, makeView } from './operator_parts.js';
import { isTrainingPage, makeBeforePayment, makeTraining } from './paper_parts.js';
import { makePartPayments } from './payment_parts.js';
import { makeBlindReturn, makeReturns } from './return_parts.js';
import { makeSupply } from './supply_parts.js';
import { makeWebOrders } from './web_order_parts.js';
import { Screen } from './screen.js';
import { makeCheckout, makeContact, makeQueue, makeSignIn, makeWindow } from './server_parts.js';

/**
 * @typedef {object} TillData what the page hands over
 * @property {number} till
 * @property {string} language of the visitor
 * @property {string} askedLanguage of the address
 * @property {string} goodsLanguage
 * @property {string} languageCookie
 * @property {number} [lockMinutes] so long nobody touches the till, and it is locked
 * @property {Record<string, string>} formats
 * @property {Record<string, import('../model/text.js').Words>} words
 */

/** Until the shop sets another time. */
const LOCK_MINUTES = 2;

export class TillParts {
  #data;
  state = new TillState();

  /**
   * @param {HTMLElement} root
   * @param {TillData} data
   */
  constructor(root, data) {
    const lockName = `kassa.till.${data.till}`;
    const name = isTrainingPage() ? `${lockName}.training` : lockName;
    this.#data = data;
    this.till = data.till;
    this.storage = new BrowserStorage(name);
    this.state.sale = this.storage.sale;
    this.sound = new Sound(this.storage.sound);
    this.training = makeTraining(this);
    this.queue = makeQueue(this, `${name}.events`);
    this.checkout = makeCheckout(this);
    this.partPayments = makePartPayments(this);
    this.areaQuestion = new AreaQuestion({ ask: this.ask, storage: this.storage, state: this.state, redraw: () => this.screen.draw() });
    this.paying = makePaying(this);
    this.window = makeWindow(this);
    this.signIn = makeSignIn(this);
    this.approvals = makeApprovals(this);
    this.drawer = makeDrawer(this);
    this.displayPairing = makeDisplayPairing(this);
    this.cashDesk = makeCashDesk(this);
    this.selling = makeSelling(this);
    this.newProduct = makeNewProduct(this);
    this.receipts = makeReceipts(this);
    this.supply = makeSupply(this);
    this.returns = makeReturns(this);
    this.blindReturn = makeBlindReturn(this);
    this.ownCodes = makeOwnCodes(this);
    this.codes = makeCodes(this);
    this.vouchers = makeVouchers(this);
    this.giftCards = makeGiftCards(this);
    this.members = makeMembers(this);
    this.webOrders = makeWebOrders(this);
    this.discounts = makeDiscounts(this);
    this.beforePayment = makeBeforePayment(this);
    this.age = makeAge(this);
    this.view = makeView(this, root);
    this.screen = this.#makeScreen();
    this.edits = makeEdits(this);
    this.input = this.#makeInput();
    this.typing = new Typing({ onText: (text) => this.input.type(text), onEnter: () => this.input.enter() });
    this.keys = makeKeys(this);
    this.contact = makeContact(this);
    this.idle = this.#makeIdleWatch();
    this.lock = new WindowLock({ name: lockName, onOwner: (owner) => this.window.own(owner) });
  }

  /**
   * Ask the server for something of this till.
   * @type {import('../server/request.js').Ask}
   */
  ask = (path, options) =>
    this.training.isOn ? this.training.ask(path, options) : ask(`/till/${this.till}${path}`, { language: this.screen.language, ...options });

  /**
   * Say what was refused, to eye and ear.
   * @type {(code: string, message: string, refusal?: Refusal, offer?: import('../view/refusal_banner.js').Offer | null) => void}
   */
  refuse = (code, message, refusal, offer = null) => {
    if (refusal && this.signIn.takeRefusal(refusal)) return;
    if (code === 'not_permitted') this.drawer.refuse();
    if (hasCardData(message)) this.view.refuse('card_data', this.screen.translate('till.card_data'));
    else this.view.refuse(code, message, offer);
    this.sound.wrong();
    this.screen.draw();
  };

  /**
   * Report which event was refused, with what can be done about it.
   * @type {(problem: import('../model/basket.js').EventProblem) => void}
   */
  refuseEvent = (problem) => {
    if (!this.giftCards.takeScanned(problem)) this.refuse(problem.code, problem.message, undefined, this.newProduct.offer(problem) ?? this.vouchers.offer(problem) ?? this.members.offer(problem) ?? this.discounts.offer(problem));
  };

  /**
   * Stop a payment card before it is stored, sent or shown; tells whether the text was one. A product's code is none.
   * @param {string} text
   */
  stopCard(text) {
    const isCard = hasCardData(text) && !this.state.catalogue.isCalled(text);
    if (isCard) this.refuseIn('card_data', 'till.card_data');
    return isCard;
  }

  /**
   * The same with a text of the till's own.
   * @type {(code: string, key: string, values?: Record<string, string | number>) => void}
   */
  refuseIn = (code, key, values) => this.refuse(code, this.screen.translate(key, values));

  openMenu() {
    const { language } = this.screen;
    const mayPairDisplay = this.state.operator?.may.includes('pair_displays') ?? false;
    const tills = this.state.shop?.tills ?? [];
    const state = { language, sound: this.sound.on, mayPairDisplay, till: this.till, tills, whoMayOpen: whomToAskAt(this, 'open_drawer'), whoMayTrain: whomToAskAt(this, 'train'), isTraining: this.training.isOn, webOrders: this.state.webOrders };
    openMenu(this.view.dialogs, state, {
      openDrawer: () => this.drawer.open(),
      openCash: () => void this.cashDesk.open(),
      addNote: () => this.selling.addNote(),
      printBasket: () => void this.beforePayment.printBasket(),
      train: () => (this.training.isOn ? void this.training.end() : this.training.begin()),
      giveDiscount: () => void this.discounts.open(),
      listReceipts: () => this.receipts.list(),
      takeBack: () => this.returns.open(),
      takeVoucher: () => this.vouchers.open(),
      findMember: () => this.members.open(),
      askGiftCard: () => this.giftCards.open(),
      openWebOrders: () => void this.webOrders.open(),
      lock: () => this.signIn.lock(),
      pairDisplay: () => this.displayPairing.open(),
      chooseLanguage: (language) => this.#chooseLanguage(language),
      chooseSound: (on) => {
        this.sound.on = this.storage.sound = on;
        this.sound.ok();
      },
    });
  }

  /** @param {string} language */
  #chooseLanguage(language) {
    this.storage.language = language;
    storePageLanguage(language, this.#data.languageCookie);
    this.screen.choose(language);
  }

  /** Tells whether there was a sale to forget. */
  #forgetSale() {
    const had = this.paying.forgetSale();
    if (had) this.screen.draw();
    return had;
  }

  #makeScreen() {
    const data = this.#data;
    const language = data.askedLanguage || this.storage.language || data.language;
    const { checkout, queue, signIn, state } = this;
    return new Screen({ data, language, state, queue, checkout, signIn, getPartPayments: () => this.partPayments, getView: () => this.view, onDraw: () => this.signIn.isOpen || this.age.look() });
  }

  #makeIdleWatch() {
    return new IdleWatch({
      idleMs: (this.#data.lockMinutes ?? LOCK_MINUTES) * 60_000,
      isWatched: () => this.state.operator !== null && !this.signIn.isOpen && !this.checkout.payment,
      onIdle: () => this.signIn.lock(),
      onActive: () => this.ask('/active', { body: {} }).catch(() => undefined), // the next request tells what is wrong
    });
  }

  #makeInput() {
    const { banner, dialogs, payPane, productPane, unseenChange } = this.view;
    const { searchBox } = productPane;
    return new OperatorInput({
      getDialog: () => dialogs.typist,
      payPane,
      searchBox,
      enter: () => productPane.enter(),
      leaveSearch: () => productPane.leave(),
      undoTyping: (startedAt) => {
        this.typing.undo(startedAt);
        this.edits.undo(startedAt);
        this.discounts.undo(startedAt);
      },
      scan: (code) => this.selling.scan(code),
      signIn: this.signIn,
      stepsBack: [
        () => banner.dismiss(),
        () => unseenChange.dismiss(),
        () => payPane.isOpen && this.paying.close(),
        () => !searchBox.isEmpty && searchBox.empty(),
        () => this.#forgetSale(),
        () => this.selling.cancel(),
      ],
    });
  }
}
