// Counting the drawer without seeing what should be in it: notes and coins, or their total.

import { button, h, iconButton, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';
import { labelled } from './cash.js';

/**
 * @typedef {import('./dialogs.js').Texts} Texts
 * @typedef {{ pieces: { value: number, pieces: number }[], total_minor: number | null }} Count
 */

const PIECES_MAX = 5;
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1 };

/**
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {number[]} values notes and coins, the largest first
 * @param {(count: Count) => void} onCount
 */
export function askCount(dialogs, values, onCount) {
  dialogs.open((texts) => {
    const form = new CountForm(texts, values, onCount);
    return { title: texts.translate('till.count_title'), class: 'cash-count', content: form.content, focus: form.focus };
  });
}

class CountForm {
  #format;
  #onCount;
  #translate;
  #values;
  /** @type {HTMLInputElement[]} */
  #pieces = [];
  #total;
  #sum = h('output', { class: 'count-sum' });
  #problem = h('p', { class: 'problem', role: 'alert' });

  /** @param {Texts} texts @param {number[]} values @param {(count: Count) => void} onCount */
  constructor({ translate, format }, values, onCount) {
    this.#format = format;
    this.#translate = translate;
    this.#values = values;
    this.#onCount = onCount;
    const rows = values.map((value) => this.#row(value));
    this.#total = h('input', { id: 'count-total', class: 'field', type: 'text', inputmode: 'decimal', maxlength: 12, autocomplete: 'off', onkeydown: onEnter(() => this.#save()), oninput: () => this.#draw() });
    const done = button({ label: translate('till.count_done'), iconName: 'check', class: 'wide primary', onclick: () => this.#save() });
    this.focus = this.#total;
    this.content = [
      hint(translate('till.count_hint')),
      labelled('count-total', translate('till.count_total'), this.#total),
      h('div', { class: 'count-rows' }, rows),
      h('div', { class: 'count-foot' }, h('p', { class: 'count-line' }, translate('till.count_sum'), ' ', this.#sum), this.#problem, done),
    ];
    this.#draw();
  }

  /**
   * A key for one more of a value, how many there are, and a key for one less; the arrows in the field do the same.
   * @param {number} value
   */
  #row(value) {
    const translate = this.#translate;
    const name = this.#format.shortMoney(value);
    const onkeydown = (/** @type {KeyboardEvent} */ event) => {
      const by = STEPS[event.key];
      if (!by) return onEnter(() => this.#save())(event);
      event.preventDefault();
      change(by);
    };
    const field = h('input', { class: 'field', type: 'text', inputmode: 'numeric', maxlength: PIECES_MAX, autocomplete: 'off', 'aria-label': name, oninput: () => this.#draw(), onkeydown });
    this.#pieces.push(field);
    const change = (/** @type {number} */ by) => {
      const pieces = Math.min(Math.max(numberIn(field) + by, 0), 10 ** PIECES_MAX - 1);
      field.value = pieces ? String(pieces) : '';
      this.#draw();
    };
    const more = h('button', { type: 'button', class: 'button', 'aria-label': translate('till.count_one_more', { value: name }), onclick: () => change(1) }, name);
    const less = iconButton({ iconName: 'minus', label: translate('till.count_one_less', { value: name }), onclick: () => change(-1) });
    return h('div', { class: 'count-row' }, more, field, less);
  }

  #sumMinor() {
    return this.#values.reduce((sum, value, i) => sum + value * numberIn(this.#pieces[i]), 0);
  }

  #draw() {
    const typed = this.#format.parseMoney(this.#total.value.trim());
    setText(this.#sum, this.#format.money(typed ?? this.#sumMinor()));
  }

  #save() {
    const typed = this.#total.value.trim();
    const total = typed ? this.#format.parseMoney(typed) : null;
    if (typed && total === null) {
      setText(this.#problem, this.#translate('till.cash_wrong_amount'));
      return;
    }
    const pieces = this.#values.map((value, i) => ({ value, pieces: numberIn(this.#pieces[i]) })).filter((each) => each.pieces > 0);
    this.#onCount({ pieces, total_minor: total });
  }
}

/** @param {HTMLInputElement | undefined} field */
function numberIn(field) {
  const text = field?.value.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : 0;
}
