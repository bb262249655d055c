// The till. Streamlit calls the default export when the page appears; from then on the till lives by itself
// and speaks with the server's interface. Nothing here depends on a rerun of the page.

import { lookAt, NOTHING } from './model/basket.js';
import { Catalogue } from './model/catalogue.js';
import { Checkout } from './actions/checkout.js';
import { ClosedPage } from './view/closed_page.js';
import { Contact } from './server/contact.js';
import { BasketPane } from './view/basket_pane.js';
import { h, setText } from './view/dom.js';
import { openDrawer } from './actions/open_drawer.js';
import { makeFormat, makeSay, writeQuantity } from './model/format.js';
import { WindowLock } from './browser/window_lock.js';
import { onTillKey } from './input/keys.js';
import { BrowserStorage } from './browser/browser_storage.js';
import { keepInAddress, openMenu } from './view/menu.js';
import { Notices } from './view/notices.js';
import { Dialogs } from './view/dialogs.js';
import { PayPane } from './view/pay_pane.js';
import { EventQueue } from './server/event_queue.js';
import { ProductPane } from './view/product_pane.js';
import { sound } from './browser/sound.js';
import { Typing } from './input/typing.js';
import { ask, NoAnswer, Refusal } from './server/request.js';

/** Before the first catalogue. */
const NO_GOODS = new Catalogue({ currency: 'SEK', cash_step_minor: 1, categories: [], products: [] });

class Till {
  constructor(root, data) {
    Object.assign(this, { root, data, id: data.till, state: NOTHING, online: true, owner: null, shop: null });
    this.closed = null; // the refusal that keeps this till from selling
    this.catalogue = NO_GOODS;
    this.storage = new BrowserStorage(`kassa.till.${data.till}`);
    this.language = data.askedLanguage || this.storage.language || data.language;
    this.sale = this.storage.sale;
    this.checkout = new Checkout(this);
    sound.on = this.storage.sound;
    this.queue = new EventQueue({
      name: `kassa.till.${data.till}.events`,
      send: (client, events) => this.ask(`/events`, { body: { client, events } }),
      onState: (state) => this.take(state),
      onChange: () => this.connected(!this.queue.backoffMs, this.queue.trouble),
      onRefused: (_event, refusal) => this.refuse(refusal.code, refusal.message),
      onLate: () => this.dropOrder(),
    });
    this.typing = new Typing({ onText: (text) => this.type(text), onEnter: () => this.enter() });
    this.lateOrders = 0; // orders to the drawer that were dropped because no answer came
    this.early = []; // what is done before we know whether this window owns the till
    this.makeViews();
    this.speak();
    this.subscribe();
    this.contact = new Contact(this);
    this.windowLock = new WindowLock(`kassa.till.${data.till}`, (owner) => this.own(owner));
  }

  makeViews() {
    this.dialogs = new Dialogs(this);
    this.notices = new Notices({ onTakeOver: () => this.windowLock.takeOver(), storage: this.storage });
    this.notices.onExpired = () => this.draw();
    this.productPane = new ProductPane({
      onAdd: (code, milli) => this.add(code, milli),
      onMenu: () => this.openMenu(),
      onKeypad: () => this.openKeypad(),
      onNothing: (text) => this.refuse('no_match', this.say('till.no_match', { text })),
      onWrongTimes: (text) => this.refuse('wrong_quantity', this.say('till.wrong_times', { text })),
    });
    this.basketPane = new BasketPane({ act: this });
    this.payPane = new PayPane({ act: this });
    this.main = h('div', { class: 'floor' }, this.productPane.element, this.payPane.element, this.basketPane.element);
    this.closedPage = new ClosedPage(this);
    this.strip = h('div', { class: 'strip' }, h('span'), h('span'));
    const told = [this.strip, this.notices.bar, this.notices.owedStrip, this.notices.banner];
    this.root.replaceChildren(...told, this.closedPage.element, this.main);
  }

  subscribe() {
    const wedge = window.kassaWedge;
    this.ends = [
      wedge.onScan((scan) => this.scan(scan)),
      wedge.onText((given) => this.typing.take(given)),
      wedge.onKey((event) => onTillKey(this, event)),
    ];
  }

  /** The payment under way, if there is one. */
  get payment() {
    return this.checkout.payment;
  }

  // --- words and drawing -------------------------------------------------------------------------------

  speak() {
    const { data, language } = this;
    document.documentElement.lang = language;
    this.say = makeSay(data.words[language]);
    this.format = makeFormat(data.formats[language].replace('_', '-'), this.catalogue.currency, this.catalogue.zone);
    const texts = { say: this.say, format: this.format, unitMinor: this.format.factor, noteMinor: this.catalogue.largestNote };
    this.notices.fill(texts);
    this.basketPane.fill(texts);
    this.payPane.fill(texts);
    this.productPane.fill({ ...texts, catalogue: this.catalogue, language, goodsLanguage: data.goodsLanguage, loaded: this.catalogue !== NO_GOODS });
    this.draw();
  }

  draw() {
    const { queue, payment, catalogue } = this;
    // While a payment is under way the next scans belong to the next basket.
    const [base, events] = payment ? [{ ...this.state, basket: null }, queue.later] : [this.state, queue.events];
    const view = (this.view = lookAt(base, events, catalogue, catalogue.cashStep));
    const locked = this.owner === false;
    const canPay = (this.canPay = this.online && queue.synced && !payment && !locked && view.lines.length > 0 && !view.unresolved.length);
    this.notices.draw({
      owner: this.owner,
      online: this.online,
      waiting: queue.events.length,
      failingSince: queue.failingSince,
      trouble: this.trouble,
      printer: this.printer,
    });
    this.drawStrip();
    this.productPane.draw({ view, online: this.online, place: this.place, locked });
    this.basketPane.draw({ view, sale: this.sale, canPay, locked, paying: Boolean(payment) });
    this.payPane.draw({ view, canPay, payment, reason: this.checkout.reason });
    this.productPane.element.hidden = this.payPane.isOpen;
    this.root.classList.toggle('is-paying', this.payPane.isOpen);
    this.root.classList.toggle('is-elsewhere', locked);
    this.root.classList.toggle('is-closed', Boolean(this.closed));
    this.closedPage.draw();
  }

  /** Whose till it is and what time, where the bar comes when there is something to say. */
  drawStrip() {
    const [company, clock] = this.strip.children;
    setText(company, this.shop?.company ?? '');
    setText(clock, this.format.time(Date.now()));
  }

  get place() {
    const here = this.shop?.tills.find((each) => each.id === this.id);
    return here ? `${here.name} · ${here.location}` : this.say('till.till');
  }

  // --- the server ---------------------------------------------------------------------------------------

  ask(path, options = {}) {
    return ask(`/till/${this.id}${path}`, { language: this.language, ...options });
  }

  /** We are the window that works, or only one that looks on. */
  async own(owner) {
    this.owner = owner;
    if (owner) this.queue.open();
    else this.queue.stop();
    this.early.splice(0).forEach((event) => this.record(event));
    this.draw();
    await this.contact.load();
  }

  /** All is there: the till sells. */
  open() {
    this.closed = null;
    this.connected(true);
    this.root.dataset.ready = 'yes';
  }

  /** The server says that this till cannot sell. That is no lost contact, and no alarm: it stands until somebody acts. */
  close(refusal) {
    this.closed = refusal;
    this.dialogs.close();
    this.draw();
  }

  take(state) {
    this.state = state;
    for (const problem of this.owner ? this.queue.untold(state.problems) : []) this.refuse(problem.code, problem.message);
    this.draw();
  }

  /** `trouble` is what the server said, if it said anything. */
  connected(online, trouble = null) {
    const back = online && !this.online;
    Object.assign(this, { online, trouble: online ? null : trouble });
    if (back) this.notices.tell(this.say('till.back_online'));
    this.draw();
  }

  titleOf(code) {
    return this.data.words[this.language][`till.problem_${code}`] ?? this.say('till.problem');
  }

  refuse(code, message) {
    this.dialogs.close(); // it would stand between the operator and the notice
    this.notices.refuse(this.titleOf(code), message);
    sound.wrong();
    this.draw();
  }

  // --- what the operator does --------------------------------------------------------------------------

  /** Keep what was done; tells whether it was taken. */
  record(event) {
    if (this.closed) {
      this.refuse(this.closed.code, this.closed.message);
      return false;
    }
    if (this.owner === false) {
      this.refuse('elsewhere', this.say('till.elsewhere_refused'));
      return false;
    }
    if (event.kind === 'scan') sound.ok();
    if (this.owner === null) this.early.push(event);
    else {
      this.forgetSale();
      this.queue.add(event);
      this.draw();
    }
    return true;
  }

  scan({ code, startedAt }) {
    this.typing.undo(startedAt);
    const clean = code.trim();
    if (!clean) return;
    if (/^(\d{8}|\d{12,14})$/.test(clean) && !window.kassaWedge.isGtin(clean) && !this.catalogue.find(clean)) {
      // A misread barcode needs no server to be told apart; nothing was added.
      this.refuse('wrong_check_digit', this.say('till.misread', { digits: clean }));
      return;
    }
    const { milli } = this.productPane;
    this.productPane.multiply(1000);
    if (this.add(clean, milli)) this.productPane.leave();
  }

  add(code, milli = 1000) {
    const product = this.catalogue.find(code);
    if (product?.unit === 'piece' && milli % 1000) {
      this.refuse('wrong_quantity', this.say('till.whole_pieces', { name: product.name }));
      return false;
    }
    return this.record({ kind: 'scan', code, quantity: writeQuantity(milli) });
  }

  step(position, milli) {
    const line = this.view.lines.find((each) => each.position === position);
    if (!line?.sure) return;
    if (line.milli + milli <= 0) this.record({ kind: 'remove', position, code: line.sku });
    else this.setQuantity(line, line.milli + milli);
  }

  setQuantity(line, milli) {
    if (milli === line.milli) return;
    if (milli <= 0) this.record({ kind: 'remove', position: line.position, code: line.sku });
    else if (line.unit === 'piece' && milli % 1000) this.refuse('wrong_quantity', this.say('till.whole_pieces', { name: line.name }));
    else this.record({ kind: 'set_quantity', position: line.position, code: line.sku, quantity: writeQuantity(milli) });
  }

  askQuantity(position) {
    const line = this.view.lines.find((each) => each.position === position);
    if (line?.sure) this.dialogs.quantity(line, (milli) => this.setQuantity(line, milli));
  }

  park() {
    if (this.view.lines.length && !this.payment) this.record({ kind: 'park' });
  }

  recall() {
    if (!this.view.parked.length || this.payment) return;
    this.dialogs.parked(this.view.parked, (basket_id) => this.record({ kind: 'recall', basket_id }));
  }

  cancel() {
    if (this.view.lines.length && !this.payment) this.dialogs.cancel(() => this.record({ kind: 'cancel' }));
  }

  openDrawer() {
    openDrawer(this);
  }

  /** The server did not answer to an order to open the drawer. */
  dropOrder() {
    this.lateOrders += 1;
    this.refuse('drawer', this.say('till.drawer_late'));
  }

  openMenu() {
    openMenu(this);
  }

  chooseLanguage(language) {
    this.language = this.storage.language = language;
    keepInAddress(language);
    document.cookie = `${this.data.languageCookie}=${language}; path=/; max-age=31536000; samesite=strict`;
    this.dialogs.close();
    this.basketPane.paid.dataset.sale = '';
    this.speak();
  }

  openKeypad() {
    this.dialogs.keypad(this.productPane);
  }

  /** What was typed while no field had the focus goes where it is meant; gives what takes it back. */
  type(text) {
    const place = this.dialogs.typist ?? (this.payPane.isOpen ? this.payPane : this.productPane);
    const before = place.text;
    place.typeFocused(text);
    return () => place.setText(before);
  }

  /** Enter while no field has the focus. */
  enter() {
    if (this.dialogs.typist) this.dialogs.typist.enter();
    else if (this.payPane.isOpen) this.payPane.confirm();
    else this.productPane.enter();
  }

  // --- paying ------------------------------------------------------------------------------------------

  openPay() {
    if (!this.view.lines.length || this.payment || this.owner === false) return;
    this.dialogs.close();
    this.root.classList.remove('is-sheet-open');
    this.payPane.open();
    this.draw();
  }

  closePay() {
    if (this.payment) return;
    this.payPane.close();
    this.draw();
  }

  pay(amountMinor) {
    this.checkout.pay(amountMinor);
  }

  forgetSale() {
    if (!this.sale) return;
    this.sale = this.storage.sale = null;
    this.root.classList.remove('is-sheet-open');
  }

  async showReceipt(saleId) {
    try {
      const receipt = await this.ask(`/receipts/${saleId}`);
      this.dialogs.receipt(receipt);
    } catch (error) {
      if (error instanceof Refusal) this.refuse(error.code, error.message);
      else if (error instanceof NoAnswer) this.connected(false, error);
      else throw error;
    }
  }

  stop() {
    this.ends.forEach((end) => end());
    this.contact.stop();
    this.queue.stop();
    this.windowLock.stop();
    this.dialogs.close();
  }
}

const tills = new WeakMap();

/** Called by Streamlit at each run of the page with the same place; the first makes the till. */
export default function till({ data, parentElement }) {
  const root = parentElement.querySelector('#till');
  if (!tills.has(root)) tills.set(root, new Till(root, data));
  return () => {
    tills.get(root)?.stop();
    tills.delete(root);
  };
}
