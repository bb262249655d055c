// What this browser stores for a till beside its queue: choices, and a payment or sale over a reload.

/**
 * @typedef {import('../model/sale.js').Sale} Sale
 * @typedef {import('../model/sale.js').StoredPayment} StoredPayment
 */

export class BrowserStorage {
  #name;
  #storage;

  /**
   * @param {string} name what every key begins with
   * @param {Pick<Storage, 'getItem' | 'setItem'>} [storage]
   */
  constructor(name, storage = window.localStorage) {
    this.#name = name;
    this.#storage = storage;
  }

  /** @returns {string | null} */
  get language() {
    return this.#read('language');
  }

  set language(language) {
    this.#write('language', language);
  }

  /** @returns {boolean} */
  get sound() {
    return this.#read('sound') ?? true;
  }

  set sound(on) {
    this.#write('sound', on);
  }

  /**
   * The payment that has no answer yet.
   * @returns {StoredPayment | null}
   */
  get payment() {
    return this.#read('payment');
  }

  set payment(payment) {
    this.#write('payment', payment);
  }

  /**
   * The sale whose change is shown until the next scan.
   * @returns {Sale | null}
   */
  get sale() {
    return this.#read('sale');
  }

  set sale(sale) {
    this.#write('sale', sale);
  }

  /**
   * Sales whose change nobody has seen yet, because the next basket had begun when the answer came.
   * @returns {Sale[]}
   */
  get unseenSales() {
    return this.#read('owed') ?? [];
  }

  set unseenSales(sales) {
    this.#write('owed', sales);
  }

  /**
   * Answers to the question for the postcode that the server does not have yet.
   * @returns {import('../model/sale.js').AreaAnswer[]}
   */
  get areaAnswers() {
    return this.#read('areas') ?? [];
  }

  set areaAnswers(answers) {
    this.#write('areas', answers);
  }

  /** @param {string} key */
  #read(key) {
    try {
      return JSON.parse(this.#storage.getItem(`${this.#name}.${key}`) ?? 'null');
    } catch {
      return null;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  #write(key, value) {
    try {
      this.#storage.setItem(`${this.#name}.${key}`, JSON.stringify(value));
    } catch {
      // A full disk: the value is lost at the next reload, nothing else.
    }
  }
}
