// What the till can sell: found by barcode, SKU and name, at once and without the server.

/**
 * @typedef {object} Product
 * @property {string} sku
 * @property {string} name
 * @property {number} priceMinor
 * @property {string} unit
 * @property {number} category its place in the list of categories
 * @property {string} searchText
 */
/**
 * @typedef {[sku: string, name: string, priceMinor: number, unit: string, category: number, gtins: string[]]} ProductRow
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
 * @property {string | null} [more] the SKU after which the next page begins; null or missing: there is no other page
 *
 * @typedef {Record<string, string | boolean>} Category its names by language, and whether it has goods
 */

export class Catalogue {
  /** @type {Map<string, Product>} */
  #bySku = new Map();
  /** @type {Map<string, Product>} */
  #byGtin = new Map();

  /** @param {CatalogueData} data */
  constructor(data) {
    this.currency = data.currency;
    this.zone = data.zone;
    this.cashStep = data.cash_step_minor;
    this.largestNote = data.largest_note_minor ?? null; // no change is as much; null: no limit
    this.categories = data.categories;
    this.isWhole = !data.more; // false while further pages are on their way
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
   * Products of a category (null: all) whose name, SKU or barcode holds every word of `text`, in screen order.
   * @param {string} text
   * @param {number | null} category
   */
  search(text, category) {
    const words = plain(text).split(/\s+/).filter(Boolean);
    return this.products.filter(
      (product) =>
        (category === null || product.category === category) && words.every((word) => product.searchText.includes(word)),
    );
  }
}

/**
 * @param {ProductRow} row
 * @returns {Product}
 */
function productOf([sku, name, priceMinor, unit, category, gtins]) {
  const searchText = plain(`${name} ${sku} ${gtins.map((gtin) => gtin.replace(/^0+/, '')).join(' ')}`);
  return { sku, name, priceMinor, unit, category, searchText };
}

/** Before the first catalogue. */
export const NO_GOODS = new Catalogue({ currency: 'SEK', cash_step_minor: 1, categories: [], products: [] });

/**
 * Small letters without accents, but å, ä and ö stay themselves.
 * @param {string} text
 */
function plain(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/a\u030a/g, 'å')
    .replace(/a\u0308/g, 'ä')
    .replace(/o\u0308/g, 'ö')
    .replace(/[\u0300-\u036f]/g, '');
}
