// The left side: the box to search in, the categories and the products.

import { CategoryChips } from './category_chips.js';
import { h, iconButton, setAttribute, setText } from './dom.js';
import { icon } from './icons.js';
import { ProductTiles } from './product_tiles.js';
import { SearchBox } from './search_box.js';

/**
 * @typedef {import('../model/text.js').Translate} Translate
 *
 * @typedef {object} ProductPaneDelegate
 * @property {(code: string, milli: number) => boolean} onAdd puts something into the basket and tells whether it did
 * @property {() => void} onMenu
 * @property {() => void} onLock
 * @property {() => void} onKeypad
 * @property {() => void} onNothing no product matches
 * @property {(text: string) => boolean} stopCard whether a text is a payment card; then it is refused
 * @property {(text: string) => boolean} takeOwnCode takes the code of a receipt, a slip or a card; tells whether it was one
 * @property {(text: string) => boolean} isGtin
 * @property {(product: import('../model/catalogue.js').Product, onQuantity: (milli: number) => void) => void} askWeight
 * @property {(text: string) => void} onWrongMultiplier
 *
 * @typedef {object} ProductTexts
 * @property {import('../model/catalogue.js').Catalogue} catalogue
 * @property {Translate} translate
 * @property {import('../model/format.js').Format} format
 * @property {string} language
 * @property {string} goodsLanguage
 * @property {boolean} loaded
 */

/** Faster than the eye, slower than a scanner. */
const SEARCH_MS = 60;
/** What was found stays after a tap for this long, so that a second tap meets the same product. */
const LINGER_MS = 1500;
/** So many digits are a barcode and no part of a name. */
const BARCODE_MIN = 8;

export class ProductPane {
  #delegate;
  /** @type {ProductTexts | null} */
  #texts = null;
  #searched = ''; // the text whose products are shown
  /** @type {import('../model/catalogue.js').Product[]} */
  #found = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #keypadButton;
  #lockButton;
  #place = h('span', { class: 'place-name' });
  #menuButton;
  #orders = h('span', { class: 'orders-badge', hidden: true });
  #tiles;
  #chips;

  /** @param {ProductPaneDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.searchBox = new SearchBox({
      onText: () => this.#searchSoon(SEARCH_MS),
      onEnter: () => this.enter(),
      onDown: () => this.#tiles.focusFirst(),
      onWrongMultiplier: delegate.onWrongMultiplier,
      isCalled: (text) => this.#texts?.catalogue.isCalled(text) ?? false,
      isCode: (text) => delegate.isGtin(text) || this.#texts?.catalogue.find(text) !== undefined,
      stopCard: delegate.stopCard,
    });
    this.#keypadButton = iconButton({ iconName: 'keypad', onclick: delegate.onKeypad });
    this.#lockButton = iconButton({ iconName: 'lock', class: 'square lock-key', onclick: delegate.onLock });
    this.#menuButton = h('button', { type: 'button', class: 'place', onclick: delegate.onMenu });
    this.#menuButton.append(icon('menu'), h('i', { class: 'dot' }), this.#place, this.#orders, icon('down'));
    this.#chips = new CategoryChips({ onChoose: () => this.#browse() });
    this.#tiles = new ProductTiles({ onTap: (sku) => this.#tap(sku), onLeave: () => this.searchBox.focus() });
    const top = h('div', { class: 'top' }, this.searchBox.element, this.#keypadButton, this.#lockButton, this.#menuButton);
    this.element = h('section', { class: 'product-pane' }, top, this.#chips.element, this.#tiles.element);
  }

  /**
   * Take new products, or write everything again in another language.
   * @param {ProductTexts} texts
   */
  fill(texts) {
    this.#texts = texts;
    this.searchBox.fill(texts);
    this.#chips.fill(texts);
    this.#tiles.fill(texts);
    this.#keypadButton.setAttribute('aria-label', texts.translate('till.keypad'));
    this.#lockButton.setAttribute('aria-label', texts.translate('till.lock'));
    this.#search();
  }

  /**
   * Show what is in the basket, and whether the till is open for business.
   * @param {{ view: import('../model/basket.js').View, online: boolean, place: string, locked: boolean, webOrders: number }} state
   */
  draw({ view, online, place, locked, webOrders }) {
    const translate = this.#texts?.translate ?? ((key) => key);
    this.#tiles.draw(view.lines);
    setText(this.#place, place);
    this.#menuButton.classList.toggle('is-offline', !online);
    const orders = webOrders ? `. ${translate('till.web_orders_waiting', { count: webOrders })}` : '';
    this.#menuButton.setAttribute('aria-label', `${place}: ${translate(online ? 'till.online' : 'till.offline')}. ${translate('till.menu')}${orders}`);
    setText(this.#orders, String(webOrders));
    this.#orders.hidden = !webOrders;
    setAttribute(this.element, 'inert', locked);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  /** Take what the box holds: a barcode, a SKU, or words of which the first match is meant. */
  enter() {
    const text = this.searchBox.text.trim();
    if (!text) return;
    if (this.#delegate.takeOwnCode(text)) {
      this.searchBox.empty();
      return;
    }
    this.#searchIfChanged();
    const code = this.#codeOf(text);
    if (code) {
      this.searchBox.setText('');
      this.#add(code);
    } else if (this.searchBox.split()) this.enter();
    else {
      this.searchBox.focus();
      this.#delegate.onNothing();
    }
  }

  /** Whether the box holds the whole code of a product, as a slow scanner leaves it. */
  enterCode() {
    const text = this.searchBox.text.trim();
    const isCode = this.#delegate.isGtin(text) || this.#texts?.catalogue.find(text) !== undefined;
    if (isCode) this.enter();
    return isCode;
  }

  /**
   * The code that a text means. Digits that are in no name, or in several barcodes, are left to the server.
   * @param {string} text
   */
  #codeOf(text) {
    if (this.#texts?.catalogue.find(text)) return text;
    const isNumber = /^\d+$/.test(text);
    const isBarcode = isNumber && text.length >= BARCODE_MIN;
    if (isBarcode && this.#found.length !== 1) return text;
    return this.#found[0]?.sku ?? (isNumber ? text : undefined);
  }

  /**
   * The words have led to a product: the next ones begin anew, and all products are back after `lingerMs`.
   * @param {number} [lingerMs]
   */
  leave(lingerMs = 0) {
    this.searchBox.forget();
    this.#tiles.unmark();
    this.#searchSoon(lingerMs);
  }

  /**
   * Goods by weight are weighed first, unless their quantity was typed before.
   * @param {string} code
   */
  #add(code) {
    const product = this.#texts?.catalogue.find(code);
    if (!product || product.unit === 'piece' || this.searchBox.isMultiplied) {
      return this.#delegate.onAdd(code, this.searchBox.takeMultiplier());
    }
    this.#delegate.askWeight(product, (milli) => this.#delegate.onAdd(code, milli));
    return true;
  }

  /** @param {string} sku */
  #tap(sku) {
    if (this.#add(sku) && this.#searched) this.leave(LINGER_MS);
  }

  #browse() {
    this.searchBox.setText('');
    this.#search();
  }

  /**
   * A scan into the box is gone again before this, and then there is nothing to search.
   * @param {number} milliseconds
   */
  #searchSoon(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#searchIfChanged(), milliseconds);
  }

  #searchIfChanged() {
    if (this.searchBox.text !== this.#searched) this.#search();
  }

  #search() {
    clearTimeout(this.#timer);
    const { text } = this.searchBox;
    this.#searched = text;
    const isSought = text.trim() !== ''; // words are sought in all categories
    this.#chips.mark(isSought);
    this.#found = isSought ? this.#texts?.catalogue.search(text, null) ?? [] : this.#browsed();
    this.#tiles.show(this.#found, { nothing: this.#nothingText, marksFirst: isSought });
  }

  /** The products of the chosen page of quick keys or category. */
  #browsed() {
    const { quickPage, chosen } = this.#chips;
    const catalogue = this.#texts?.catalogue;
    return (quickPage === null ? catalogue?.search('', chosen) : catalogue?.quickKeys(quickPage)) ?? [];
  }

  get #nothingText() {
    if (!this.#texts?.loaded) return '';
    const { catalogue, translate } = this.#texts;
    if (!catalogue.isWhole) return translate('till.still_loading');
    return catalogue.products.length ? translate('till.no_match', { text: this.searchBox.text }) : translate('till.no_products');
  }
}
