// What this browser remembers of a till beside its queue: choices, and a payment or sale over a reload.

export class BrowserStorage {
  constructor(name, storage = window.localStorage) {
    this.name = name;
    this.storage = storage;
  }

  read(key) {
    try {
      return JSON.parse(this.storage.getItem(`${this.name}.${key}`));
    } catch {
      return null;
    }
  }

  write(key, value) {
    try {
      this.storage.setItem(`${this.name}.${key}`, JSON.stringify(value));
    } catch {
      // A full disk: it is forgotten at the next reload, nothing else.
    }
  }

  get language() {
    return this.read('language');
  }

  set language(language) {
    this.write('language', language);
  }

  get sound() {
    return this.read('sound') ?? true;
  }

  set sound(on) {
    this.write('sound', on);
  }

  /** The payment that has no answer yet: {body, due_minor, at}, `at` when it was sent last (ms since 1970). */
  get payment() {
    return this.read('payment');
  }

  set payment(payment) {
    this.write('payment', payment);
  }

  /** The sale whose change is shown until the next scan. */
  get sale() {
    return this.read('sale');
  }

  set sale(sale) {
    this.write('sale', sale);
  }

  /** Sales whose change nobody has seen yet, because the next basket had begun when the answer came. */
  get owed() {
    return this.read('owed') ?? [];
  }

  set owed(sales) {
    this.write('owed', sales);
  }
}
