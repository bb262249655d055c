// A barcode that nothing has becomes a product at the till, and is scanned into the basket at once.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/catalogue.js').ProductRow} ProductRow
 * @typedef {Record<string, string | number | null>} TaxedCategory a category's code, its names by language and the rate of its tax
 * @typedef {{ code: string, categories: TaxedCategory[] }} Choices what a new product of a barcode is chosen from
 * @typedef {{ name: string, priceMinor: number | null, category: string }} Details what the operator wrote of it
 * @typedef {{ onSave: (details: Details) => void, onLeave: (details: Details) => void }} Answer leaving comes after saving, too
 *
 * @typedef {object} NewProductDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {(question: { choices: Choices, details: Details, problem: string }, answer: Answer) => void} askDetails
 * @property {(act: (approval: object | null) => void) => void} guard lets somebody else approve it if the operator may not
 * @property {(row: ProductRow) => void} onMade
 * @property {(code: string) => void} scan
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 * @property {(key: string) => string} translate
 */

/** The refusal of a code that no product has. */
const UNKNOWN = 'unknown_barcode';
const NOTHING = { name: '', priceMinor: null, category: '' };

export class NewProduct {
  #delegate;
  /** What was written last: neither a wrong PIN nor a refusal that comes between loses any of it. */
  #draft = { code: '', details: /** @type {Details} */ (NOTHING) };
  #saving = false;

  /** @param {NewProductDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * What the banner offers beside a refusal, if it is of an unknown barcode.
   * @param {{ code: string, subject: string }} problem
   */
  offer({ code, subject }) {
    return code === UNKNOWN && subject ? { key: 'till.new_product', act: () => this.begin(subject) } : null;
  }

  /**
   * Ask what the product of a code is called and costs.
   * @param {string} code as it was scanned
   */
  async begin(code) {
    try {
      this.#askDetails(await this.#delegate.ask('/product-choices', { body: { code } }), '');
    } catch (error) {
      if (error instanceof Refusal) this.#delegate.refuse(error);
      else if (error instanceof NoAnswer) this.#delegate.onSilence(error);
      else throw error;
    }
  }

  /**
   * @param {Choices} choices
   * @param {string} problem why it was not saved
   */
  #askDetails(choices, problem) {
    const { code, details } = this.#draft;
    // The next one is often of the same kind, such as the rest of a delivery.
    const known = code === choices.code ? details : { ...NOTHING, category: details.category };
    this.#delegate.askDetails({ choices, details: known, problem }, {
      onSave: (written) => this.#delegate.guard((approval) => this.#save(choices, written, approval)),
      onLeave: (written) => (this.#draft = { code: choices.code, details: written }),
    });
  }

  /**
   * @param {Choices} choices
   * @param {Details} details
   * @param {object | null} approval
   */
  async #save(choices, { name, priceMinor, category }, approval) {
    if (this.#saving) return;
    this.#saving = true;
    const { ask, onMade, scan } = this.#delegate;
    try {
      const body = { code: choices.code, name, price_minor: priceMinor, category, ...(approval ? { approval } : {}) };
      const { product } = await ask('/products', { body });
      this.#draft = { code: '', details: { ...NOTHING, category } };
      onMade(product);
      scan(choices.code);
    } catch (error) {
      this.#refuse(choices, error);
    } finally {
      this.#saving = false;
    }
  }

  /**
   * @param {Choices} choices
   * @param {unknown} error
   */
  #refuse(choices, error) {
    const { onSilence, refuse, translate } = this.#delegate;
    if (error instanceof NoAnswer) {
      onSilence(error);
      this.#askDetails(choices, error.serverMessage || translate('till.new_product_offline'));
    } else if (error instanceof Refusal) {
      if (error.status === 401) refuse(error);
      else this.#askDetails(choices, error.message);
    } else throw error;
  }
}
