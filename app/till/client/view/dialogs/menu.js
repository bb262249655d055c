// The till's menu: the drawer, the dashboard, language, sound, the shop's other tills and what the keys do.

import { button, h } from '../dom.js';
import { addressOf, tillLinks } from '../till_links.js';

/**
 * @typedef {object} MenuDelegate
 * @property {() => void} openDrawer
 * @property {() => void} openCash the drawer's cash and the end of the day
 * @property {() => void} addNote
 * @property {() => void} printBasket prints the basket before it is paid
 * @property {() => void} train begins to practise, or ends it
 * @property {() => void} giveDiscount
 * @property {() => void} listReceipts
 * @property {() => void} takeBack
 * @property {() => void} takeVoucher
 * @property {() => void} findMember
 * @property {() => void} askGiftCard
 * @property {() => void} openWebOrders
 * @property {() => void} lock
 * @property {() => void} pairDisplay
 * @property {(language: string) => void} chooseLanguage
 * @property {(on: boolean) => void} chooseSound
 *
 * @typedef {object} MenuState
 * @property {string} language
 * @property {boolean} sound
 * @property {boolean} mayPairDisplay
 * @property {number} till
 * @property {import('../till_links.js').TillEntry[]} tills
 * @property {number} webOrders how many orders of the web shop nobody has picked yet
 * @property {string} whoMayTrain who has to approve practising; empty if nobody
 * @property {boolean} isTraining
 * @property {string} whoMayOpen who has to approve opening the drawer; empty if nobody
 */

/** @type {[string, string][]} */
const LANGUAGES = [['sv', 'Svenska'], ['en', 'English']];
const KEYS = ['F2', 'F4', 'F6', 'F7', 'F9', 'Ctrl ↵', '3 *', '+ −', 'Esc', 'F8', 'F3', 'F10', 'F11', 'Ins', '%', 'Home', 'End'];

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {MenuState} state
 * @param {MenuDelegate} delegate
 */
export function openMenu(dialogs, { language, sound, mayPairDisplay, till, tills, whoMayOpen, whoMayTrain, isTraining, webOrders }, delegate) {
  const closing = (/** @type {() => void} */ act) => () => {
    dialogs.close();
    act();
  };
  dialogs.open(({ translate }) => {
    const drawer = button({ label: translate('till.drawer_title'), iconName: 'drawer', key: 'F7', class: 'wide', note: whoMayOpen, onclick: closing(delegate.openDrawer) });
    const cash = button({ label: translate('till.cash_title'), iconName: 'drawer', key: 'F11', class: 'wide', onclick: closing(delegate.openCash) });
    const note = button({ label: translate('till.note_title'), iconName: 'receipt', key: 'F8', class: 'wide', onclick: closing(delegate.addNote) });
    const discount = button({ label: translate('till.discount_title'), iconName: 'percent', key: '%', class: 'wide', onclick: closing(delegate.giveDiscount) });
    const receipts = button({ label: translate('till.receipts'), iconName: 'receipt', key: 'F10', class: 'wide', onclick: closing(delegate.listReceipts) });
    const takeBack = button({ label: translate('till.return_title'), iconName: 'recall', key: 'Ins', class: 'wide', onclick: closing(delegate.takeBack) });
    const voucher = button({ label: translate('till.voucher_title'), iconName: 'receipt', class: 'wide', onclick: closing(delegate.takeVoucher) });
    const member = button({ label: translate('till.member_title'), iconName: 'phone', key: 'End', class: 'wide', onclick: closing(delegate.findMember) });
    const giftCard = button({ label: translate('till.gift_find'), iconName: 'receipt', class: 'wide', onclick: closing(delegate.askGiftCard) });
    const orders = button({ label: translate('till.web_orders'), iconName: 'basket', class: 'wide', note: webOrders ? translate('till.web_orders_waiting', { count: webOrders }) : '', onclick: closing(delegate.openWebOrders) });
    const proForma = button({ label: translate('till.pro_forma'), iconName: 'receipt', class: 'wide', onclick: closing(delegate.printBasket) });
    const train = button({ label: translate(isTraining ? 'till.training_end' : 'till.training_begin'), iconName: 'alert', class: 'wide', note: isTraining ? '' : whoMayTrain, onclick: closing(delegate.train) });
    const lock = button({ label: translate('till.lock'), iconName: 'lock', key: 'F12', class: 'wide', onclick: closing(delegate.lock) });
    const display = mayPairDisplay && button({ label: translate('till.display_title'), iconName: 'display', class: 'wide', onclick: closing(delegate.pairDisplay) });
    const dashboard = h('a', { class: 'button wide', href: addressOf('/dashboard'), target: '_self' }, translate('till.dashboard'));
    const languages = LANGUAGES.map(([code, name]) => toggle(name, language === code, closing(() => delegate.chooseLanguage(code))));
    const sounds = [true, false].map((on) =>
      toggle(translate(on ? 'till.sound_on' : 'till.sound_off'), sound === on, closing(() => delegate.chooseSound(on))),
    );
    const content = [
      h('div', { class: 'stack' }, takeBack, member, orders, giftCard, voucher, discount, drawer, cash, receipts, note, proForma, lock, display, train, dashboard),
      part(translate('till.language'), h('div', { class: 'toggles' }, languages)),
      part(translate('till.sound'), h('div', { class: 'toggles' }, sounds)),
      part(translate('till.tills'), h('div', { class: 'choices' }, tillLinks(tills, till))),
      part(translate('till.keys'), h('dl', { class: 'help' }, KEYS.map((key, i) => helpRow(key, translate(`till.help_${i}`))))),
    ];
    return { title: translate('till.menu'), class: 'menu', content };
  });
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 */
function part(title, content) {
  return h('section', { class: 'part' }, h('h3', {}, title), content);
}

/**
 * @param {string} label
 * @param {boolean} on
 * @param {() => void} onclick
 */
function toggle(label, on, onclick) {
  return h('button', { type: 'button', class: 'toggle', 'aria-pressed': String(on), onclick }, label);
}

/**
 * @param {string} key
 * @param {string} text
 */
function helpRow(key, text) {
  return h('div', { class: 'fact' }, h('dt', {}, h('kbd', {}, key)), h('dd', {}, text));
}
