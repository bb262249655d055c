// How the parts that speak with the server are connected to the others.

import { Checkout } from '../actions/checkout.js';
import { SignIn } from '../actions/sign_in.js';
import { TillWindow } from '../actions/till_window.js';
import { Contact } from '../server/contact.js';
import { EventQueue } from '../server/event_queue.js';
import { ask } from '../server/request.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @param {string} name
 * @returns {EventQueue}
 */
export function makeQueue(parts, name) {
  return new EventQueue({
    name,
    send: (client, events) =>
      parts.approvals.send(events, (approval) => parts.ask('/events', { body: approval ? { client, events, approval } : { client, events } })),
    onState: (state) => {
      parts.window.take(state);
      parts.partPayments.meet(state);
    },
    onChange: () => parts.window.connect(!parts.queue.status.failing, parts.queue.status.trouble),
    onRefused: ({ kind }, { code, message }) => {
      if (kind === 'open_drawer') parts.drawer.refuse();
      parts.refuse(code, message);
    },
    onSignedOut: (refusal) => parts.signIn.takeRefusal(refusal),
    onLate: () => parts.drawer.drop(),
  });
}

/**
 * @param {Parts} parts
 * @returns {Checkout}
 */
export function makeCheckout(parts) {
  return new Checkout({
    ask: parts.ask,
    queue: parts.queue,
    storage: parts.storage,
    getBasket: () => {
      const { server, view } = parts.state;
      return { basketId: server.basket?.id ?? 0, shownMinor: view.grossMinor, dueMinor: view.cashDueMinor };
    },
    onStarted: () => {
      parts.paying.forgetSale();
      parts.screen.draw();
    },
    onWait: () => parts.paying.showWaiting(),
    onSold: (sale) => parts.paying.sold(sale),
    onFound: (sale) => parts.paying.show(sale),
    onNotPaid: () => parts.view.banner.refuse(parts.screen.translate('till.not_paid_title'), parts.screen.translate('till.not_paid')),
    onEnded: () => parts.screen.draw(),
    onRefused: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/**
 * @param {Parts} parts
 * @returns {TillWindow}
 */
export function makeWindow(parts) {
  return new TillWindow({
    state: parts.state,
    queue: parts.queue,
    load: () => parts.contact.load(),
    settlePayment: async (state) => {
      await parts.checkout.settle(state);
      parts.partPayments.meet(state);
    },
    stopCard: (event) => [event.code, event.reason, event.text].some((text) => parts.stopCard(text ?? '')),
    onScan: () => parts.sound.ok(),
    onWork: () => parts.paying.forgetSale(),
    onClosed: () => parts.view.dialogs.close(),
    onReady: () => parts.view.markReady(),
    refuse: parts.refuse,
    refuseEvent: parts.refuseEvent,
    note: (key, values) => parts.view.statusBar.note(key, values),
    translate: (key) => parts.screen.translate(key),
    redraw: () => parts.screen.draw(),
  });
}

/**
 * @param {Parts} parts
 * @returns {Contact}
 */
export function makeContact(parts) {
  return new Contact({
    ask: parts.ask,
    askShop: (path) => ask(path, { language: parts.screen.language }),
    askHealth: () => ask(`/health?till=${parts.till}`, { language: parts.screen.language }),
    lookForNews: async () => {
      await parts.members.lookForJoined();
      await parts.webOrders.look();
    },
    getClient: () => parts.queue.client,
    getActivity: () => {
      if (parts.queue.status.busy || parts.checkout.payment) return 'busy';
      if (parts.state.closed) return 'closed';
      return parts.state.locked ? 'watching' : 'selling';
    },
    onShop: (shop) => (parts.state.shop = shop),
    onCatalogue: (catalogue) => {
      parts.state.catalogue = catalogue;
      parts.screen.fill();
    },
    onFirstState: (state) => parts.window.meet(state),
    onState: (state) => parts.window.take(state),
    onPrinter: (printer) => (parts.state.printer = printer),
    onReady: () => {
      parts.window.open();
      parts.partPayments.load();
    },
    onLoaded: () => parts.signIn.meet(),
    onClosed: (refusal) => parts.signIn.takeRefusal(refusal) || parts.window.close(refusal),
    onAnswer: () => parts.window.reached(),
    onSilence: (error) => parts.window.connect(false, error),
    onTick: () => parts.screen.draw(),
  });
}

/**
 * @param {Parts} parts
 * @returns {SignIn}
 */
export function makeSignIn(parts) {
  return new SignIn({
    ask: parts.ask,
    enrol: (code) => ask('/enrol', { body: { code }, language: parts.screen.language }),
    translate: (key, values) => parts.screen.translate(key, values),
    onOperator: (operator) => {
      parts.state.operator = operator;
      parts.idle.reset();
      if (operator) parts.queue.hurry();
      parts.screen.draw();
    },
    load: () => parts.contact.load(),
    resume: () => parts.contact.resume(),
    goToTill: (till) => location.replace(tillAddress(till)),
    till: parts.till,
    allSent: () => parts.queue.drained(),
    isPaying: () => parts.checkout.payment !== null,
    onFirstOfDay: () => parts.training.isOn || void parts.cashDesk.lookAtMorning(false),
    onWrong: () => parts.sound.wrong(),
    onHidden: () => parts.view.dialogs.close(),
    redraw: () => parts.screen.draw(),
  });
}

/**
 * The page of another till.
 * @param {number} till
 */
function tillAddress(till) {
  const query = new URLSearchParams(location.search);
  query.set('till', String(till));
  return `?${query}`;
}
