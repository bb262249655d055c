// A discount: on what, how much, and why. The reason gives it.

import { discountName, parsePercent, percentText, SHARES, USUAL_REASONS } from '../../model/discount.js';
import { tied } from '../../model/product_name.js';
import { button, h, setText } from '../dom.js';
import { askCodes, hasCodes } from './customer_codes.js';
import { onEnter } from './dialogs.js';

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 * @typedef {import('../../model/discount.js').Question} Question
 * @typedef {import('../../model/discount.js').DiscountActs} Acts
 * @typedef {import('../../model/discount.js').Measure} Measure
 */

const REASON_MAX = 60;
const PERCENT_PPM = 10_000;

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {Question} question
 * @param {Acts} acts
 */
export function askDiscount(dialogs, question, acts) {
  dialogs.open((texts) => {
    const openCodes = hasCodes(question) ? () => askCodes(dialogs, question, acts.codes) : null;
    const form = new DiscountForm(texts, question, { ...acts, openCodes }, () => dialogs.close());
    return { title: texts.translate('till.discount_title'), class: 'discounting', content: form.content, focus: form.field };
  });
}

class DiscountForm {
  #texts;
  #question;
  #acts;
  #close;
  #onLine = false;
  /** How the number is read: a share, an amount or a new price. */
  #way = 'percent';
  #places;
  #ways;
  #shares;
  #reason;
  #problem = h('p', { class: 'problem', role: 'alert' });
  #others = h('div', { class: 'stack' });

  /**
   * @param {Texts} texts
   * @param {Question} question
   * @param {Acts & { openCodes: (() => void) | null }} acts
   * @param {() => void} close
   */
  constructor(texts, question, acts, close) {
    const { translate, format } = texts;
    const { openCodes } = acts;
    this.#texts = texts;
    this.#question = question;
    this.#acts = acts;
    this.#close = close;
    this.field = h('input', { id: 'discount-size', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 10, autocomplete: 'off', onkeydown: onEnter(() => this.#firstReason?.focus()), oninput: () => this.#draw() });
    this.#places = group(translate('till.discount_on'), [
      toggle(translate('till.discount_on_basket'), { place: 'basket' }, () => this.#choosePlace(false)),
      question.line && toggle(tied(question.line.name), { place: 'line' }, () => this.#choosePlace(true)),
    ]);
    this.#shares = group(translate('till.discount_share'), SHARES.map((share) => toggle(percentText(share * PERCENT_PPM, format), { share }, () => this.#chooseShare(share))));
    this.#ways = group(translate('till.discount_way'), ['percent', 'amount', 'price'].map((way) => toggle(translate(`till.discount_way_${way}`), { way }, () => this.#chooseWay(way))));
    const { reasons } = question.rules;
    const named = reasons.length ? reasons : USUAL_REASONS.map((each) => translate(`till.discount_reason_${each}`));
    this.#reason = h('div', { class: 'reasons', role: 'group', 'aria-label': translate('till.discount_why') }, named.map((each) => toggle(each, { reason: each }, () => this.#give(each))));
    const size = h('div', { class: 'other' }, h('label', { for: 'discount-size' }, translate('till.discount_size')), h('div', { class: 'field-row' }, this.field, this.#ways));
    this.content = [
      ...(openCodes ? [button({ label: translate('till.code_title'), iconName: 'scan', class: 'wide codes', onclick: openCodes })] : []),
      part(translate('till.discount_on'), this.#places),
      part(translate('till.discount_share'), this.#shares),
      size,
      this.#problem,
      part(translate('till.discount_why'), this.#reason),
      this.#otherReason(),
      this.#others,
    ];
    this.#draw();
  }

  get #firstReason() {
    return this.#reason.querySelector('button');
  }

  #otherReason() {
    const { translate } = this.#texts;
    const give = () => this.#give(field.value.trim());
    const field = h('input', { id: 'discount-reason', class: 'field', type: 'text', maxlength: REASON_MAX, autocomplete: 'off', onkeydown: onEnter(give) });
    const key = h('button', { type: 'button', class: 'button primary', onclick: give }, translate('till.discount_give'));
    return h('div', { class: 'other' }, h('label', { for: 'discount-reason' }, translate('till.discount_other')), h('div', { class: 'field-row' }, field, key));
  }

  /** @param {boolean} onLine */
  #choosePlace(onLine) {
    this.#onLine = onLine;
    if (!onLine && this.#way === 'price') this.#way = 'percent';
    this.#draw();
  }

  /** @param {number} share */
  #chooseShare(share) {
    this.#way = 'percent';
    this.field.value = String(share);
    this.#draw();
  }

  /** @param {string} way */
  #chooseWay(way) {
    this.#way = way;
    if (way === 'price') this.#onLine = true;
    this.#draw();
    this.field.focus();
  }

  #draw() {
    press(this.#places, 'place', this.#onLine ? 'line' : 'basket');
    press(this.#ways, 'way', this.#way);
    press(this.#shares, 'share', this.#way === 'percent' ? this.field.value.trim() : '');
    setText(this.#problem, '');
    for (const key of this.#ways.querySelectorAll('button')) key.disabled = key.dataset['way'] === 'price' && !this.#question.line;
    this.#drawOthers();
  }

  /** The shop's own discount for its staff, and removing the one that is there. */
  #drawOthers() {
    const { translate } = this.#texts;
    const { line, rules, view } = this.#question;
    const position = this.#onLine && line ? line.position : null;
    const given = view.discounts.find((each) => each.position === position);
    const close = (/** @type {() => void} */ act) => () => {
      this.#close();
      act();
    };
    const keys = [];
    if (given) {
      const name = discountName(given, given.reason, this.#texts);
      keys.push(button({ label: translate('till.discount_remove', { name }), iconName: 'trash', class: 'wide', onclick: close(() => this.#acts.remove(position ?? 0)) }));
    }
    if (!this.#onLine && rules.staff_ppm) {
      const share = percentText(rules.staff_ppm, this.#texts.format);
      keys.push(button({ label: translate('till.discount_staff', { share }), iconName: 'lock', class: 'wide', onclick: close(this.#acts.staff) }));
    }
    this.#others.replaceChildren(...keys);
  }

  /** @param {string} reason */
  #give(reason) {
    const { translate } = this.#texts;
    const measure = this.#measure();
    if (!measure) {
      setText(this.#problem, translate(`till.discount_wrong_${this.#way}`));
      this.field.focus();
    } else if (!reason) setText(this.#problem, translate('till.discount_no_reason'));
    else {
      this.#close();
      this.#acts.give(measure, reason);
    }
  }

  /** @returns {Measure | null} */
  #measure() {
    const { line, view } = this.#question;
    const onLine = this.#onLine;
    if (this.#way === 'percent') {
      const share = parsePercent(this.field.value);
      return share === null ? null : { onLine, rate_ppm: share };
    }
    const minor = this.#texts.format.parseMoney(this.field.value.trim());
    if (minor === null) return null;
    if (this.#way === 'price') return line && minor < line.unitPriceMinor ? { onLine, price_minor: minor } : null;
    const most = onLine && line ? line.grossMinor + line.discountMinor : view.grossMinor + view.discountMinor;
    return minor > 0 && minor <= most ? { onLine, amount_minor: minor } : null;
  }
}

/**
 * @param {string} label
 * @param {(HTMLElement | null)[]} keys
 */
function group(label, keys) {
  return h('div', { class: 'toggles', role: 'group', 'aria-label': label }, keys.filter((each) => each !== null));
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} data
 * @param {() => void} onclick
 */
function toggle(text, data, onclick) {
  return h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', data, onclick }, text);
}

/**
 * @param {HTMLElement} keys
 * @param {string} name
 * @param {string} value
 */
function press(keys, name, value) {
  for (const key of keys.querySelectorAll('button')) key.setAttribute('aria-pressed', String(key.dataset[name] === value));
}

/** @param {string} title @param {HTMLElement} content */
function part(title, content) {
  return h('section', { class: 'part' }, h('h3', {}, title), content);
}
