// The red banner: what was refused, until the operator has seen it.

import { button, h } from './dom.js';
import { icon } from './icons.js';

const SHOWN_MAX = 3;

export class RefusalBanner {
  /** @type {import('../model/text.js').Translate} */
  #translate = (key) => key;
  /** @type {{ title: string, message: string }[]} */
  #problems = [];

  constructor() {
    this.element = h('div', { class: 'banner', role: 'alert', hidden: true });
  }

  /** @param {{ translate: import('../model/text.js').Translate }} texts */
  fill({ translate }) {
    this.#translate = translate;
    this.#draw();
  }

  /**
   * @param {string} title
   * @param {string} message
   */
  refuse(title, message) {
    this.#problems.push({ title, message });
    this.#draw();
  }

  /** The operator has seen it; tells whether there was anything. */
  dismiss() {
    const had = this.#problems.length > 0;
    this.#problems = [];
    this.#draw();
    return had;
  }

  #draw() {
    this.element.hidden = !this.#problems.length;
    this.element.replaceChildren(...(this.#problems.length ? this.#content() : []));
  }

  #content() {
    const shown = this.#problems.slice(-SHOWN_MAX);
    const more = this.#problems.length - shown.length;
    const texts = shown.map(({ title, message }) => h('div', { class: 'banner-problem' }, h('strong', {}, title), h('p', {}, message)));
    if (more) texts.push(h('div', { class: 'banner-more' }, h('p', {}, this.#translate('till.more_problems', { count: more }))));
    const seen = button({ label: this.#translate('till.seen'), key: 'Esc', class: 'banner-button', onclick: () => this.dismiss() });
    return [icon('alert'), h('div', { class: 'banner-text' }, texts), seen];
  }
}
