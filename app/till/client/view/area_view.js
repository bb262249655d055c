// The question for the postcode below the change: three digits, or one touch for no answer.

import { button, h, setLabel, setText } from './dom.js';

/** So many digits of a postcode are asked for. */
const DIGITS = 3;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

export class AreaView {
  #onAnswer;
  #asked = 0;
  #area = '';
  #question = h('p', { class: 'area-question' });
  #why = h('small', {});
  #screen = h('output', { class: 'area-digits' });
  #keys;
  #decline;

  /** @param {(area: string) => void} onAnswer */
  constructor(onAnswer) {
    this.#onAnswer = onAnswer;
    this.#keys = KEYS.map((key) => h('button', { type: 'button', class: 'area-key', onclick: () => this.#press(key) }, key));
    this.#decline = button({ label: '', class: 'area-decline', onclick: () => this.#onAnswer('') });
    // A finger leaves the focus where it was, so that the next scan goes where it always does.
    const onmousedown = (/** @type {MouseEvent} */ event) => event.preventDefault();
    const keys = h('div', { class: 'area-keys' }, this.#keys);
    const head = h('div', { class: 'area-head' }, this.#question, this.#screen);
    const foot = h('div', { class: 'area-foot' }, this.#why, this.#decline);
    this.element = h('section', { class: 'area', hidden: true, onmousedown }, head, keys, foot);
  }

  /** @param {import('../model/text.js').Translate} translate */
  fill(translate) {
    setText(this.#question, translate('till.area_question'));
    setText(this.#why, translate('till.area_why'));
    setLabel(this.#decline, translate('till.area_decline'));
    this.element.setAttribute('aria-label', translate('till.area_question'));
    this.#screen.setAttribute('aria-label', translate('till.area_digits'));
  }

  /** @param {number} asked the sale whose customer is asked; 0: nobody is */
  draw(asked) {
    if (asked !== this.#asked) this.#show('');
    this.#asked = asked;
    this.element.hidden = !asked;
  }

  /** @param {string} key */
  #press(key) {
    if (!this.#area && key === '0') return; // no postcode begins with it
    this.#show(this.#area + key);
    if (this.#area.length === DIGITS) this.#onAnswer(this.#area);
  }

  /** @param {string} area */
  #show(area) {
    this.#area = area;
    setText(this.#screen, area.padEnd(DIGITS, '·'));
  }
}
