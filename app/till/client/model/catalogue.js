// What the till can sell: found by barcode, SKU and name, at once and without the server.

export class Catalogue {
  /** `data` is the first page of the server's catalogue: products are [sku, name, price, unit, category, [gtin, ...]]. */
  constructor(data) {
    this.currency = data.currency;
    this.zone = data.zone;
    this.cashStep = data.cash_step_minor;
    this.largestNote = data.largest_note_minor ?? null; // nobody gets back as much; null: no limit
    this.categories = data.categories;
    this.isWhole = !data.more; // false while further pages are on their way
    this.products = [];
    this.bySku = new Map();
    this.byGtin = new Map();
    this.add(data.products);
  }

  /** Take the products of a further page. */
  add(products) {
    for (const [sku, name, priceMinor, unit, category, gtins] of products) {
      const sought = plain(`${name} ${sku} ${gtins.map((gtin) => gtin.replace(/^0+/, '')).join(' ')}`);
      const product = { sku, name, priceMinor, unit, category, sought };
      this.products.push(product);
      this.bySku.set(sku, product);
      for (const gtin of gtins) this.byGtin.set(gtin, product);
    }
  }

  /** The product of a barcode or SKU, or undefined: then the server may still know it. */
  find(code) {
    const gtin = /^(\d{8}|\d{12,14})$/.test(code) ? this.byGtin.get(code.padStart(14, '0')) : undefined;
    return gtin ?? this.bySku.get(code);
  }

  /** Products of a category (null: all) whose name, SKU or barcode holds every word of `text`, in screen order. */
  search(text, category) {
    const words = plain(text).split(/\s+/).filter(Boolean);
    return this.products.filter(
      (product) =>
        (category === null || product.category === category) && words.every((word) => product.sought.includes(word)),
    );
  }
}

/** Small letters without accents, but å, ä and ö stay themselves. */
function plain(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/a\u030a/g, 'å')
    .replace(/a\u0308/g, 'ä')
    .replace(/o\u0308/g, 'ö')
    .replace(/[\u0300-\u036f]/g, '');
}
