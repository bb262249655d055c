// Goods that come back without a receipt: scanned one after the other, worth their lowest recent price.

import { usualPlace } from '../../model/returned.js';
import { button, h, setText } from '../dom.js';
import { hint } from './dialogs.js';

/**
 * @typedef {import('../../model/returned.js').BlindQuote} BlindQuote
 * @typedef {import('../../model/returned.js').BlindGoods} BlindGoods
 * @typedef {import('../../model/returned.js').BlindActs} BlindActs
 */

const CODE_MAX = 300;
const CUSTOMER_MAX = 40;
const REASONS = ['changed_mind', 'wrong_item', 'faulty'];
/** "3*" or "0,5*" before a code. */
const TIMES = /^(\d{1,4}(?:[.,]\d{1,3})?)\s*\*\s*(\S.*)$/;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {BlindActs} acts
 * @param {string} whoMay who approves it
 */
export function askBlindReturn(dialogs, acts, whoMay) {
  dialogs.open((texts) => {
    const form = new BlindForm(texts, acts, () => dialogs.close());
    const title = texts.translate('till.blind_title');
    return { title, class: 'returning', content: [hint([texts.translate('till.blind_hint'), whoMay].filter(Boolean).join(' ')), ...form.content], focus: form.field, typist: form };
  });
}

class BlindForm {
  #texts;
  #acts;
  #close;
  /** @type {BlindGoods[]} */
  #goods = [];
  /** @type {BlindQuote | null} */
  #quote = null;
  /** What was asked last: what is scanned meanwhile waits for its answer. @type {Promise<void>} */
  #turn = Promise.resolve();
  #waiting = 0;
  #status = h('p', { class: 'hint', role: 'status' });
  #problem = h('p', { class: 'problem', role: 'alert' });
  #lines = h('ul', { class: 'return-choices' });
  #reasons;
  #undo;
  #customer;

  /**
   * @param {import('./dialogs.js').Texts} texts
   * @param {BlindActs} acts
   * @param {() => void} close
   */
  constructor(texts, acts, close) {
    const { translate } = texts;
    this.#texts = texts;
    this.#acts = acts;
    this.#close = close;
    this.field = h('input', { id: 'blind-code', class: 'field big', autocomplete: 'off', spellcheck: 'false', maxlength: String(CODE_MAX) });
    const add = button({ label: translate('till.blind_add'), key: '↵', class: 'primary', onclick: () => this.enter() });
    this.#undo = button({ label: translate('till.blind_undo'), iconName: 'trash', class: 'wide', onclick: () => this.#ask((goods) => goods.slice(0, -1)) });
    this.#customer = h('input', { id: 'blind-customer', class: 'field', autocomplete: 'off', maxlength: String(CUSTOMER_MAX) });
    this.#reasons = h('div', { class: 'reasons', role: 'group', 'aria-label': translate('till.return_why') }, REASONS.map((each) => this.#reasonKey(each)));
    this.content = [
      h('label', { for: 'blind-code' }, translate('till.blind_code')),
      h('div', { class: 'field-row' }, this.field, add),
      this.#problem,
      this.#lines,
      this.#status,
      this.#undo,
      h('div', { class: 'other' }, h('label', { for: 'blind-customer' }, translate('till.blind_customer')), this.#customer),
      h('section', { class: 'part' }, h('h3', {}, translate('till.return_why')), this.#reasons),
    ];
    this.#draw();
  }

  get text() {
    return this.field.value;
  }

  /** @param {string} text */
  setText(text) {
    this.field.value = text;
  }

  /** @param {string} text */
  typeFocused(text) {
    this.field.value += text;
    this.field.focus();
  }

  /** @param {string} key */
  press(key) {
    if (key === 'back') this.field.value = this.field.value.slice(0, -1);
  }

  enter() {
    const text = this.field.value.trim();
    if (text) this.scan(text);
    else if (this.#quote?.lines.length) this.#reasons.querySelector('button')?.focus();
  }

  /** @param {string} text a code, with its quantity before it if that is not one */
  scan(text) {
    const times = TIMES.exec(text);
    const [quantity = '1', code = text] = times ? [times[1]?.replace(',', '.'), times[2]] : [];
    this.field.value = '';
    this.#ask((goods) => [...goods, { code, quantity }]);
  }

  /** @param {(goods: BlindGoods[]) => BlindGoods[]} change */
  #ask(change) {
    const run = () => this.#quoteOf(change(this.#goods));
    setText(this.#problem, '');
    this.#waiting += 1;
    this.#turn = this.#turn.then(run, run).finally(() => (this.#waiting -= 1));
  }

  /** @param {BlindGoods[]} goods */
  async #quoteOf(goods) {
    const answer = await this.#acts.quote(goods);
    if (typeof answer === 'string') setText(this.#problem, answer);
    else {
      this.#goods = goods;
      this.#quote = answer;
    }
    this.#draw();
    this.field.focus();
  }

  #draw() {
    const { translate, format } = this.#texts;
    const lines = this.#quote?.lines ?? [];
    const tooMuch = (this.#quote?.worth_minor ?? 0) > (this.#quote?.left_minor ?? 0);
    this.#lines.replaceChildren(...lines.map((line) => h('li', { class: 'fact' }, h('span', {}, this.#nameOf(line)), h('span', {}, format.money(line.gross_minor)))));
    const values = { cash: format.money(this.#quote?.cash_minor ?? 0), left: format.money(this.#quote?.left_minor ?? 0) };
    setText(this.#status, lines.length ? translate(tooMuch ? 'till.blind_too_much' : 'till.blind_worth', values) : '');
    this.#undo.hidden = !lines.length;
    for (const key of this.#reasons.querySelectorAll('button')) key.disabled = !lines.length || tooMuch;
  }

  /** @param {import('../../model/returned.js').BlindLine} line */
  #nameOf(line) {
    const { translate, format } = this.#texts;
    const unit = line.unit === 'piece' ? '' : ` ${translate(`till.unit_${line.unit}`)}`;
    return `${format.quantity(Math.round(Number(line.quantity) * 1000))}${unit} × ${line.name}`;
  }

  /** @param {string} reason */
  #reasonKey(reason) {
    const choose = () => {
      const quote = this.#quote;
      if (!quote || this.#waiting) return; // what was scanned just now is not on the list yet
      this.#close();
      this.#acts.give({ goods: this.#goods, quote, reason, goodsTo: usualPlace(reason), customer: this.#customer.value.trim() });
    };
    return h('button', { type: 'button', class: 'toggle', data: { reason }, onclick: choose }, this.#texts.translate(`till.return_reason_${reason}`));
  }
}
