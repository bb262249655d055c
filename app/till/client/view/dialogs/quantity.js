// The quantity of a line, and the weight or the price of a product before it becomes one.

import { LINE_MILLI_MAX } from '../../model/basket.js';
import { parseQuantity } from '../../model/format.js';
import { perUnit } from '../../model/text.js';
import { button, h, setText } from '../dom.js';
import { makeKeypad, NUMBER_KEYS } from '../keypad.js';
import { hint, onEnter } from './dialogs.js';

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 *
 * @typedef {object} Question
 * @property {string} title
 * @property {string} label
 * @property {string} confirm the text of the large key
 * @property {string} placeholder
 * @property {number | null} unchanged the quantity if nothing is typed, null if something must be
 * @property {Node[]} [notes]
 * @property {(text: string) => number | null} [parse] reads what was typed; else it is a quantity in thousandths
 * @property {number} [most] the largest number that is taken
 * @property {string} [wrong] the text for what is not taken
 */

/** No price of a unit is higher: a typed barcode is no price. */
const PRICE_MAX_MINOR = 10_000_000;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {import('../../model/basket.js').Line} line
 * @param {(milli: number) => void} onQuantity
 */
export function askQuantity(dialogs, line, onQuantity) {
  ask(dialogs, onQuantity, ({ translate, format }) => ({
    title: line.name,
    label: labelOf(translate, line.unit),
    confirm: translate('till.quantity_set'),
    placeholder: format.quantity(line.milli),
    unchanged: line.milli,
  }));
}

/**
 * How much of a product that is sold by weight or measure.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {import('../../model/catalogue.js').Product} product
 * @param {(milli: number) => void} onQuantity
 */
export function askWeight(dialogs, product, onQuantity) {
  ask(dialogs, onQuantity, ({ translate, format }) => ({
    title: product.name,
    label: labelOf(translate, product.unit),
    confirm: translate('till.key_enter'),
    placeholder: format.quantity(0),
    unchanged: null,
    notes: [hint(format.money(product.priceMinor) + perUnit(translate, product.unit))],
  }));
}

/**
 * The price of a product that has none of its own; with what the shop usually takes, if it usually takes anything.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {import('../../model/catalogue.js').Product} product
 * @param {(priceMinor: number) => void} onPrice
 */
export function askPrice(dialogs, product, onPrice) {
  ask(dialogs, onPrice, ({ translate, format }) => ({
    title: product.name,
    label: translate('till.price') + perUnit(translate, product.unit),
    confirm: translate('till.key_enter'),
    placeholder: format.typed(product.priceMinor),
    unchanged: product.priceMinor || null,
    parse: format.parseMoney,
    most: PRICE_MAX_MINOR,
    wrong: 'till.wrong_price',
  }));
}

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(milli: number) => void} onQuantity
 * @param {(texts: Texts) => Question} makeQuestion
 */
function ask(dialogs, onQuantity, makeQuestion) {
  dialogs.open((texts) => {
    const { translate, format } = texts;
    const { title, label, confirm, placeholder, unchanged, notes = [], ...rest } = makeQuestion(texts);
    const { parse = parseQuantity, most = LINE_MILLI_MAX, wrong: wrongPrice } = rest;
    const wrongKey = wrongPrice ?? (unchanged === null ? 'till.wrong_weight' : 'till.wrong_quantity');
    const problem = h('p', { id: 'quantity-problem', class: 'problem', role: 'alert' });
    const done = () => {
      const milli = field.value.trim() ? parse(field.value) : unchanged;
      const needsSome = unchanged === null || wrongPrice !== undefined;
      const wrong = milli === null || milli > most || (needsSome && milli === 0);
      field.setAttribute('aria-invalid', String(wrong));
      setText(problem, wrong ? translate(wrongKey, { text: field.value }) : '');
      if (wrong) return;
      dialogs.close();
      onQuantity(milli);
    };
    const field = quantityField(placeholder, problem.id, done);
    const keypad = makeKeypad({ onKey: (key) => pressInto(field, key, format.decimal), keys: NUMBER_KEYS });
    keypad.fill({ translate, decimal: format.decimal });
    const key = button({ label: confirm, key: '↵', class: 'primary wide', onclick: done });
    const content = [...notes, h('label', { for: 'quantity' }, label), field, problem, keypad.element, key];
    return { title, class: 'narrow', content, focus: field };
  });
}

/**
 * @param {import('./dialogs.js').Translate} translate
 * @param {string} unit
 */
function labelOf(translate, unit) {
  return unit === 'piece' ? translate('till.quantity') : `${translate('till.quantity')}, ${translate(`till.unit_${unit}`)}`;
}

/**
 * @param {string} placeholder
 * @param {string} describedBy
 * @param {() => void} done
 */
function quantityField(placeholder, describedBy, done) {
  return h('input', {
    id: 'quantity',
    class: 'field big',
    inputmode: 'none',
    autocomplete: 'off',
    placeholder,
    'aria-describedby': describedBy,
    onkeydown: onEnter(done),
  });
}

/**
 * @param {HTMLInputElement} field
 * @param {string} key
 * @param {string} decimal
 */
function pressInto(field, key, decimal) {
  if (key === 'back') field.value = field.value.slice(0, -1);
  else field.value += key === 'decimal' ? decimal : key;
  field.focus();
}
