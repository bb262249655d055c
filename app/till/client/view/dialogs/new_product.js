// What a new product is called, costs and belongs to: for a barcode that nothing has.

import { button, h, setText } from '../dom.js';
import { makeKeypad, NUMBER_KEYS } from '../keypad.js';
import { hint, onEnter } from './dialogs.js';

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 * @typedef {Record<string, string | number | null>} TaxedCategory
 * @typedef {{ code: string, categories: TaxedCategory[] }} Choices
 * @typedef {{ name: string, priceMinor: number | null, category: string }} Details
 *
 * @typedef {object} Question
 * @property {Choices} choices
 * @property {Details} details what was written before
 * @property {string} problem why that was not saved
 * @property {string} language of the categories' names
 * @property {string} whoMay who has to approve it; empty if nobody
 */

const NAME_MAX = 120;
/** No price of a unit is higher: a typed barcode is no price. */
const PRICE_MAX_MINOR = 10_000_000;
/** A rate in parts per million, as thousandths of a percent. */
const PPM_PER_MILLI_PERCENT = 10;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Question} question
 * @param {{ onSave: (details: Details) => void, onLeave: (details: Details) => void }} delegate
 */
export function askNewProduct(dialogs, question, { onSave, onLeave }) {
  dialogs.open((texts) => {
    const form = new NewProductForm(texts, question, (details) => {
      dialogs.close();
      onSave(details);
    });
    const title = texts.translate('till.new_product');
    return { title, class: 'new-product', content: form.content, focus: form.focus, onClose: () => onLeave(form.details) };
  });
}

class NewProductForm {
  #onSave;
  #question;
  #texts;
  #category;
  #name;
  #price;
  #keys;
  #tax = hint('');
  #problem = h('p', { id: 'new-product-problem', class: 'problem', role: 'alert' });

  /**
   * @param {Texts} texts
   * @param {Question} question
   * @param {(details: Details) => void} onSave
   */
  constructor(texts, question, onSave) {
    const { choices, details } = question;
    this.#onSave = onSave;
    this.#question = question;
    this.#texts = texts;
    const only = choices.categories.length === 1 ? String(choices.categories[0]?.code) : '';
    this.#category = choices.categories.some((each) => each.code === details.category) ? details.category : only;
    this.#name = this.#field('new-product-name', { value: details.name, maxlength: NAME_MAX });
    const price = details.priceMinor === null ? '' : texts.format.typed(details.priceMinor);
    this.#price = this.#field('new-product-price', { value: price, inputmode: 'decimal', maxlength: 12 });
    this.#keys = choices.categories.map((each) => this.#categoryKey(each));
    this.focus = this.#name;
    this.content = this.#layOut();
    setText(this.#problem, question.problem);
    this.#draw();
  }

  /** @param {string} id @param {object} attributes */
  #field(id, attributes) {
    const describedBy = 'new-product-problem';
    return h('input', { id, class: 'field', type: 'text', autocomplete: 'off', 'aria-describedby': describedBy, onkeydown: onEnter(() => this.#save()), ...attributes });
  }

  /** @returns {Details} what is written now */
  get details() {
    return { name: this.#name.value.trim(), priceMinor: this.#texts.format.parseMoney(this.#price.value.trim()), category: this.#category };
  }

  #layOut() {
    const { translate, format } = this.#texts;
    const { choices, whoMay } = this.#question;
    const pad = makeKeypad({ keys: NUMBER_KEYS, onKey: (key) => this.#press(key) });
    pad.fill({ translate, decimal: format.decimal });
    const labelled = (/** @type {string} */ key, /** @type {HTMLElement} */ field) => h('div', {}, h('label', { for: field.id }, translate(key)), field);
    const group = h('div', { class: 'toggle-list', role: 'group', 'aria-label': translate('till.new_product_category') }, this.#keys);
    const categories = h('section', { class: 'part' }, h('h3', {}, translate('till.new_product_category')), group, this.#tax);
    const code = hint(translate('till.new_product_hint', { code: choices.code }));
    const fields = [code, labelled('till.new_product_name', this.#name), labelled('till.new_product_price', this.#price), categories];
    const save = button({ label: translate('till.new_product_save'), key: '↵', class: 'primary wide', onclick: () => this.#save() });
    const approval = whoMay ? h('p', { class: 'who-may' }, whoMay) : null;
    return [h('div', { class: 'new-product-form' }, h('div', { class: 'stack' }, fields), h('div', { class: 'stack' }, pad.element, this.#problem, approval, save))];
  }

  /** @param {string} key */
  #press(key) {
    const { decimal } = this.#texts.format;
    if (key === 'back') this.#price.value = this.#price.value.slice(0, -1);
    else this.#price.value += key === 'decimal' ? decimal : key;
  }

  /** @param {TaxedCategory} category */
  #categoryKey(category) {
    const choose = () => {
      this.#category = String(category.code);
      this.#draw();
    };
    const name = String(category[this.#question.language] ?? category.code);
    return h('button', { type: 'button', class: 'toggle', data: { code: category.code }, onclick: choose }, name);
  }

  /** The chosen category, and the tax that follows from it. */
  #draw() {
    const { translate, format } = this.#texts;
    for (const key of this.#keys) key.setAttribute('aria-pressed', String(key.dataset['code'] === this.#category));
    const rate = this.#question.choices.categories.find((each) => each.code === this.#category)?.tax_rate_ppm;
    const percent = typeof rate === 'number' ? format.quantity(rate / PPM_PER_MILLI_PERCENT) : null;
    setText(this.#tax, percent === null ? translate('till.new_product_tax_follows') : translate('till.new_product_tax', { percent }));
  }

  #save() {
    const { name, priceMinor, category } = this.details;
    const wrongPrice = !priceMinor || priceMinor > PRICE_MAX_MINOR;
    this.#name.setAttribute('aria-invalid', String(!name));
    this.#price.setAttribute('aria-invalid', String(wrongPrice));
    if (!name) this.#missing('till.new_product_needs_name', this.#name);
    else if (wrongPrice) this.#missing('till.wrong_price', this.#price);
    else if (!category) this.#missing(this.#keys.length ? 'till.new_product_needs_category' : 'till.new_product_no_category', this.#keys[0] ?? this.#name);
    else this.#onSave({ name, priceMinor, category });
  }

  /**
   * Tell what is missing, and go there.
   * @param {string} key
   * @param {HTMLElement} place
   */
  #missing(key, place) {
    setText(this.#problem, this.#texts.translate(key));
    place.focus();
  }
}
