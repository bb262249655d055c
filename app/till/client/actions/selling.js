// What the operator does to the basket. Each act becomes an event, or is refused with the reason.

import { writeQuantity } from '../model/format.js';

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 * @typedef {import('../model/basket.js').Line} Line
 * @typedef {import('../model/basket.js').View} View
 * @typedef {import('../model/catalogue.js').Product} Product
 *
 * @typedef {object} SellingDelegate
 * @property {() => View} getView
 * @property {() => import('../model/catalogue.js').Catalogue} getCatalogue
 * @property {() => boolean} isPaying
 * @property {(text: string) => boolean} isGtin whether the check digit of a barcode is right
 * @property {(text: string) => boolean} stopCard whether a text is a payment card; then it is refused
 * @property {() => number} takeMultiplier how many thousandths the next product comes; the one after it comes once
 * @property {(event: TillEvent) => boolean} record stores the event and tells whether it was taken
 * @property {(code: string, key: string, values: Record<string, string>) => void} refuse
 * @property {() => boolean} isMultiplied whether the operator typed how many times the next product comes
 * @property {() => boolean} isAsking whether a question is on the screen already
 * @property {(product: Product, onQuantity: (milli: number) => void) => void} askWeight
 * @property {(product: Product, onPrice: (priceMinor: number) => void) => void} askPrice
 * @property {(onNote: (text: string) => void) => void} askNote
 * @property {(line: Line, onQuantity: (milli: number) => void) => void} askQuantity
 * @property {(baskets: View['parked'], onRecall: (basketId: number) => void) => void} chooseParked
 * @property {(onCancel: () => void) => void} confirmCancel
 * @property {(code: string) => boolean} takeOwnCode takes a code of a receipt, a slip or a card; tells whether it was one
 */

/** What has the length of a GTIN. */
const BARCODE = /^(\d{8}|\d{12,14})$/;
/** A shortened number, and a barcode of a magazine with two or five digits added: the server reads them. */
const SHORTENED = /^[01]\d{7}$/;
const WITH_ADDED_DIGITS = /^(\d{8}|\d{12,13})(?:\d{2}|\d{5})$/;

/**
 * Whether digits contradict each other, however they may be read.
 * @param {string} code
 * @param {(text: string) => boolean} isGtin
 */
function isMisread(code, isGtin) {
  const [, first = ''] = WITH_ADDED_DIGITS.exec(code) ?? [];
  return BARCODE.test(code) && !isGtin(code) && !isGtin(first) && !SHORTENED.test(code);
}

export class Selling {
  #delegate;

  /** @param {SellingDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * A code from the scanner; tells whether it was taken. A misread barcode needs no server to be told apart.
   * @param {string} code
   */
  scan(code) {
    const { getCatalogue, isGtin, refuse, stopCard } = this.#delegate;
    if (this.#delegate.takeOwnCode(code)) return true;
    const product = getCatalogue().find(code);
    if (product || !isMisread(code, isGtin)) return this.#addScanned(code, product);
    if (stopCard(code)) return false;
    refuse('wrong_check_digit', 'till.misread', { digits: code });
    return false;
  }

  /**
   * Put so many thousandths of a product into the basket, at a price that is asked for if it has none; tells whether it was taken.
   * @param {string} code
   * @param {number} milli
   */
  add(code, milli) {
    const product = this.#delegate.getCatalogue().find(code);
    if (product && !this.#isPossible(product, milli)) return false;
    /** @type {TillEvent} */
    const event = { kind: 'scan', code, quantity: writeQuantity(milli) };
    if (product && product.unit !== 'piece') event.measured = true;
    if (!product?.openPrice) return this.#delegate.record(event);
    return this.#ask(() => this.#delegate.askPrice(product, (priceMinor) => this.#delegate.record({ ...event, price_minor: priceMinor })));
  }

  /**
   * Goods by weight are weighed first, unless the operator typed how much comes.
   * @param {string} code
   * @param {Product | undefined} product
   */
  #addScanned(code, product) {
    const { askWeight, isMultiplied, takeMultiplier } = this.#delegate;
    if (!product || product.unit === 'piece' || isMultiplied()) return this.add(code, takeMultiplier());
    return this.#ask(() => askWeight(product, (milli) => this.add(code, milli)));
  }

  /**
   * Ask something, unless another question waits for its answer: that one would be lost.
   * @param {() => void} ask
   */
  #ask(ask) {
    const waits = this.#delegate.isAsking();
    if (waits) this.#delegate.refuse('question_open', 'till.question_open', {});
    else ask();
    return !waits;
  }

  /** A line of free text for the receipt. */
  addNote() {
    if (this.#hasBasket) this.#delegate.askNote((text) => this.#delegate.record({ kind: 'add_note', text }));
    else this.#delegate.refuse('wrong_event', 'till.note_needs_goods', {});
  }

  /** @param {number} position */
  removeNote(position) {
    this.#delegate.record({ kind: 'remove', position });
  }

  /**
   * One more or one less.
   * @param {number | null} position
   * @param {number} milli
   */
  step(position, milli) {
    const event = this.planStep(position, milli);
    if (event) this.#delegate.record(event);
  }

  /**
   * What one more or one less would be; null if nothing.
   * @param {number | null} position
   * @param {number} milli
   */
  planStep(position, milli) {
    const line = this.#sureLine(position);
    return line ? this.#quantityEvent(line, Math.max(0, line.milli + milli)) : null;
  }

  /** @param {number | null} position */
  remove(position) {
    const line = this.#sureLine(position);
    if (line) this.#setQuantity(line, 0);
  }

  /** @param {number} position */
  askQuantity(position) {
    const line = this.#sureLine(position);
    if (line) this.#delegate.askQuantity(line, (milli) => this.#setQuantity(line, milli));
  }

  park() {
    const { returned } = this.#delegate.getView();
    if (returned) this.#delegate.refuse('wrong_event', 'till.return_not_parked', {});
    else if (this.#hasBasket) this.#delegate.record({ kind: 'park' });
  }

  recall() {
    const { parked } = this.#delegate.getView();
    if (!parked.length || this.#delegate.isPaying()) return;
    this.#delegate.chooseParked(parked, (basketId) => this.#delegate.record({ kind: 'recall', basket_id: basketId }));
  }

  /** Cancel the basket after a question; tells whether there is one. */
  cancel() {
    const { returned, vouchers } = this.#delegate.getView();
    const asks = this.#hasBasket || ((returned !== null || vouchers.length > 0) && !this.#delegate.isPaying());
    if (asks) this.#delegate.confirmCancel(() => this.#delegate.record({ kind: 'cancel' }));
    return asks;
  }

  get #hasBasket() {
    return this.#delegate.getView().lines.length > 0 && !this.#delegate.isPaying();
  }

  /** @param {number | null} position */
  #sureLine(position) {
    return this.#delegate.getView().lines.find((each) => each.position === position && each.sure);
  }

  /**
   * @param {Line} line
   * @param {number} milli
   */
  #setQuantity(line, milli) {
    const event = this.#quantityEvent(line, milli);
    if (event) this.#delegate.record(event);
  }

  /**
   * @param {Line} line
   * @param {number} milli
   * @returns {TillEvent | null}
   */
  #quantityEvent(line, milli) {
    const { position, sku } = line;
    if (milli === line.milli) return null;
    if (milli <= 0) return { kind: 'remove', position, code: sku };
    if (!this.#isPossible(line, milli)) return null;
    return { kind: 'set_quantity', position, code: sku, quantity: writeQuantity(milli) };
  }

  /**
   * Pieces are sold whole.
   * @param {{ name: string, unit: string }} product
   * @param {number} milli
   */
  #isPossible({ name, unit }, milli) {
    if (unit !== 'piece' || milli % 1000 === 0) return true;
    this.#delegate.refuse('wrong_quantity', 'till.whole_pieces', { name });
    return false;
  }
}
