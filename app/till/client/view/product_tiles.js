// The products as tiles, with how many of each lie in the basket.

import { divisible, tied } from '../model/product_name.js';
import { perUnit } from '../model/text.js';
import { h, targetOf } from './dom.js';

/**
 * @typedef {import('../model/catalogue.js').Product} Product
 * @typedef {{ translate: import('../model/text.js').Translate, format: import('../model/format.js').Format, goodsLanguage: string, catalogue: import('../model/catalogue.js').Catalogue }} TileTexts
 */

const TILES_AT_ONCE = 60;
/** More tiles are made when so little is left to scroll. */
const MORE_PX = 600;

export class ProductTiles {
  #onTap;
  #onLeave;
  /** @type {TileTexts | null} */
  #texts = null;
  /** @type {Product[]} */
  #products = [];
  #shown = 0;
  /** @type {Map<string, number>} */
  #inBasket = new Map();

  /**
   * @param {object} options
   * @param {(sku: string) => void} options.onTap
   * @param {() => void} options.onLeave the arrow keys lead out at the top
   */
  constructor({ onTap, onLeave }) {
    this.#onTap = onTap;
    this.#onLeave = onLeave;
    this.element = h('div', {
      class: 'grid',
      role: 'group',
      tabindex: '-1',
      onclick: (/** @type {Event} */ event) => this.#onClick(event),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      onscroll: () => this.#onScroll(),
    });
  }

  /** @param {TileTexts} texts */
  fill(texts) {
    this.#texts = texts;
    this.element.setAttribute('aria-label', texts.translate('till.products'));
  }

  /**
   * @param {Product[]} products
   * @param {{ nothing: string, marksFirst: boolean }} options the text where there are none; whether Enter takes the first
   */
  show(products, { nothing, marksFirst }) {
    this.#products = products;
    this.#shown = 0;
    this.element.replaceChildren();
    this.element.scrollTop = 0;
    if (!products.length) this.element.append(h('p', { class: 'nothing', role: 'status' }, nothing));
    this.#more();
    this.element.classList.toggle('is-sought', marksFirst);
  }

  /** Enter takes the first product no longer. */
  unmark() {
    this.element.classList.remove('is-sought');
  }

  focusFirst() {
    this.element.querySelector('button')?.focus();
  }

  /**
   * Show on the tiles what is in the basket.
   * @param {{ sku: string, milli: number }[]} lines
   */
  draw(lines) {
    /** @type {Map<string, number>} */
    const now = new Map();
    for (const line of lines) now.set(line.sku, (now.get(line.sku) ?? 0) + line.milli);
    for (const sku of new Set([...now.keys(), ...this.#inBasket.keys()])) {
      if (now.get(sku) !== this.#inBasket.get(sku)) this.#drawBadge(sku, now.get(sku));
    }
    this.#inBasket = now;
  }

  /**
   * @param {string} sku
   * @param {number | undefined} milli
   */
  #drawBadge(sku, milli) {
    const tile = this.element.querySelector(`[data-sku="${CSS.escape(sku)}"]`);
    if (!tile || !this.#texts) return;
    tile.querySelector('.badge')?.remove();
    if (milli) tile.append(badge(this.#texts.format.quantity(milli)));
  }

  #more() {
    const texts = this.#texts;
    if (!texts) return;
    const next = this.#products.slice(this.#shown, this.#shown + TILES_AT_ONCE);
    this.#shown += next.length;
    this.element.append(...next.map((product) => makeTile(product, texts, this.#inBasket.get(product.sku))));
  }

  /** @param {Event} event */
  #onClick(event) {
    const sku = targetOf(event, '.tile')?.dataset.sku;
    if (sku) this.#onTap(sku);
  }

  #onScroll() {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    if (this.#shown < this.#products.length && scrollTop + clientHeight > scrollHeight - MORE_PX) this.#more();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const tiles = [...this.element.querySelectorAll('button')];
    const at = tiles.findIndex((tile) => tile === event.target);
    const columns = getComputedStyle(this.element).gridTemplateColumns.split(' ').length;
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const step = steps[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (at + step < 0) this.#onLeave();
    else tiles[Math.min(at + step, tiles.length - 1)]?.focus();
  }
}

/**
 * @param {Product} product
 * @param {TileTexts} texts
 * @param {number | undefined} milli how many lie in the basket, in thousandths
 */
function makeTile(product, { translate, format, goodsLanguage, catalogue }, milli) {
  const unit = perUnit(translate, product.unit);
  const price = product.openPrice ? translate('till.open_price') : format.money(product.priceMinor);
  return h(
    'button',
    { type: 'button', class: `tile accent-${catalogue.accentOf(product.category)}`, data: { sku: product.sku } },
    product.picture ? pictureOf(product.picture, 'tile-picture') : null,
    h('span', { class: 'tile-name', lang: goodsLanguage }, divisible(tied(product.name))),
    product.compared ? h('span', { class: 'tile-compared' }, compared(product.compared, translate, format)) : null,
    h('span', { class: 'tile-foot' }, h('b', {}, price), unit ? h('span', {}, unit) : null),
    milli ? badge(format.quantity(milli)) : null,
  );
}

/**
 * A picture beside the name of its goods, which are what is read out. It is fetched when it comes into sight.
 * @param {string} address
 * @param {string} className
 */
export function pictureOf(address, className) {
  const picture = h('img', { class: className, alt: '', loading: 'lazy', decoding: 'async', draggable: 'false' });
  picture.addEventListener('error', () => picture.remove()); // removed from the shop since the till fetched its goods
  picture.setAttribute('src', address);
  return picture;
}

/**
 * The comparison price, shown in what a search finds.
 * @param {[minor: number, unit: string]} compared
 * @param {import('../model/text.js').Translate} translate
 * @param {import('../model/format.js').Format} format
 */
function compared([minor, unit], translate, format) {
  return translate('till.compared', { price: format.money(minor), unit: translate(`till.compared_${unit}`) });
}

/** @param {string} text */
function badge(text) {
  return h('span', { class: 'badge' }, text);
}
