// What the till can sell: found by barcode, SKU and name, at once and without the server.

import { fitOf, plain } from './search.js';

/** So many colours tell categories apart. */
const ACCENTS = 10;

/**
 * @typedef {object} Product
 * @property {string} sku
 * @property {string} name
 * @property {number} priceMinor
 * @property {string} unit
 * @property {number} category its place in the list of categories
 * @property {number} ageLimit how old its buyer must be; 0: anybody may buy it
 * @property {boolean} openPrice its price is asked for at each sale
 * @property {number} depositMinor the deposit on one unit
 * @property {string} depositName what it is called; empty: the word for any deposit
 * @property {string | null} picture the address of its picture as a tile shows it
 * @property {[minor: number, unit: string] | null} compared the comparison price and its unit
 * @property {import('./search.js').Sought} sought
 */
/**
 * @typedef {{ age_limit?: number, open_price?: boolean, deposit_minor?: number, deposit_name?: string, picture?: string, compared?: [number, string] }} GoodsKind what only some goods have
 * @typedef {[sku: string, name: string, priceMinor: number, unit: string, category: number, gtins: string[], kind?: GoodsKind]} ProductRow
 */
/**
 * The first page of the server's catalogue.
 * @typedef {object} CatalogueData
 * @property {string} currency
 * @property {string} [zone]
 * @property {number} cash_step_minor
 * @property {number | null} [largest_note_minor]
 * @property {Category[]} categories
 * @property {ProductRow[]} products
 * @property {QuickKeyPage[]} [quick_keys] the pages that the shop arranged
 * @property {string[]} [favourites] SKUs of what sells most, the first most of all
 * @property {string | null} [more] the SKU after which the next page begins; null or missing: there is no other page
 *
 * @typedef {Record<string, string | boolean | number>} Category its names by language, whether it has goods, and its `accent`
 * @typedef {{ name: string, skus: string[] }} QuickKeyPage
 */

export class Catalogue {
  /** @type {Map<string, Product>} */
  #bySku = new Map();
  /** @type {Map<string, Product>} */
  #byGtin = new Map();
  /** @type {Map<string, number>} */
  #places;

  /** @param {CatalogueData} data */
  constructor(data) {
    this.currency = data.currency;
    this.zone = data.zone;
    this.cashStep = data.cash_step_minor;
    this.largestNote = data.largest_note_minor ?? null; // no change is as much; null: no limit
    this.categories = data.categories;
    this.quickPages = data.quick_keys ?? [];
    this.isWhole = !data.more; // false while further pages are on their way
    this.#places = new Map((data.favourites ?? []).map((sku, place) => [sku, place]));
    /** @type {Product[]} */
    this.products = [];
    this.add(data.products);
  }

  /**
   * Take the products of a further page.
   * @param {ProductRow[]} rows
   */
  add(rows) {
    for (const row of rows) {
      const product = productOf(row);
      this.products.push(product);
      this.#bySku.set(product.sku, product);
      for (const gtin of row[5]) this.#byGtin.set(gtin, product);
    }
  }

  /**
   * The product of a barcode or SKU, or undefined: then the server may still know it.
   * @param {string} code
   */
  find(code) {
    const gtin = /^(\d{8}|\d{12,14})$/.test(code) ? this.#byGtin.get(code.padStart(14, '0')) : undefined;
    return gtin ?? this.#byGtin.get(code) ?? this.#bySku.get(code);
  }

  /**
   * The number of a category's colour: its own, else that of its place.
   * @param {number} category
   */
  accentOf(category) {
    return Number(this.categories[category]?.accent ?? category % ACCENTS);
  }

  /**
   * The products on a page of quick keys that can be sold, in the order of the page.
   * @param {number} page
   */
  quickKeys(page) {
    const found = (this.quickPages[page]?.skus ?? []).map((sku) => this.#bySku.get(sku));
    return found.filter((product) => product !== undefined);
  }

  /**
   * Products of a category (null: all) that fit a text: the best first, among equals what sells, then the order of the
   * screen. Without a text and a category the favourites come first.
   * @param {string} text
   * @param {number | null} category
   */
  search(text, category) {
    const wanted = plain(text.trim());
    const words = wanted.split(/\s+/).filter(Boolean);
    const here = this.products.filter((product) => category === null || product.category === category);
    if (!wanted && category !== null) return here;
    const found = here.map((product, order) => ({ product, order, fit: wanted ? fitOf(product.sought, wanted, words) : 0 }));
    const fitting = found.filter(({ fit }) => fit < Infinity);
    const place = (/** @type {Product} */ { sku }) => this.#places.get(sku) ?? this.#places.size;
    fitting.sort((a, b) => a.fit - b.fit || place(a.product) - place(b.product) || a.order - b.order);
    return fitting.map(({ product }) => product);
  }

  /**
   * Whether a name, a SKU or a barcode has this text in it.
   * @param {string} text
   */
  isCalled(text) {
    const wanted = plain(text.trim());
    return this.products.some(({ sought }) => fitOf(sought, wanted, [wanted]) < Infinity);
  }
}

/**
 * @param {ProductRow} row
 * @returns {Product}
 */
function productOf([sku, name, priceMinor, unit, category, gtins, kind = {}]) {
  const { age_limit: ageLimit = 0, open_price: openPrice = false, picture = null, compared = null } = kind;
  const { deposit_minor: depositMinor = 0, deposit_name: depositName = '' } = kind;
  const codes = gtins.map((gtin) => plain(gtin.replace(/^0+(?=\d)/, '')));
  const sought = { name: plain(name), sku: plain(sku), codes };
  return { sku, name, priceMinor, unit, category, ageLimit, openPrice, depositMinor, depositName, picture, compared, sought };
}

/** Before the first catalogue. */
export const NO_GOODS = new Catalogue({ currency: 'SEK', cash_step_minor: 1, categories: [], products: [] });
