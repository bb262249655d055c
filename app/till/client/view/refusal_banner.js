// The red banner: what was refused, until the operator has seen it.

import { button, h } from './dom.js';
import { icon } from './icons.js';

const SHOWN_MAX = 3;

/**
 * @typedef {{ key: string, act: () => void }} Offer what can be done about a refusal at once, and the key of its text
 * @typedef {{ title: string, message: string, offer: Offer | null }} Problem
 */

export class RefusalBanner {
  /** @type {import('../model/text.js').Translate} */
  #translate = (key) => key;
  /** @type {Problem[]} */
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
   * @param {Offer | null} [offer]
   */
  refuse(title, message, offer = null) {
    this.#problems.push({ title, message, offer });
    this.#draw();
  }

  /** Do what is offered about the newest refusal, if anything is. */
  accept() {
    const offered = this.#problems.slice(-SHOWN_MAX).findLast((each) => each.offer);
    if (offered) this.#take(offered);
  }

  /** The operator has seen it; tells whether there was anything. */
  dismiss() {
    const had = this.#problems.length > 0;
    this.#problems = [];
    this.#draw();
    return had;
  }

  /** @param {Problem} problem which is seen to now */
  #take(problem) {
    this.#problems = this.#problems.filter((each) => each !== problem);
    this.#draw();
    problem.offer?.act();
  }

  #draw() {
    this.element.hidden = !this.#problems.length;
    this.element.replaceChildren(...(this.#problems.length ? this.#content() : []));
  }

  #content() {
    const shown = this.#problems.slice(-SHOWN_MAX);
    const more = this.#problems.length - shown.length;
    const texts = shown.map((each) => h('div', { class: 'banner-problem' }, h('strong', {}, each.title), h('p', {}, each.message), this.#offerKey(each)));
    if (more) texts.push(h('div', { class: 'banner-more' }, h('p', {}, this.#translate('till.more_problems', { count: more }))));
    const seen = button({ label: this.#translate('till.seen'), key: 'Esc', class: 'banner-button', onclick: () => this.dismiss() });
    return [icon('alert'), h('div', { class: 'banner-text' }, texts), seen];
  }

  /** @param {Problem} problem */
  #offerKey(problem) {
    if (!problem.offer) return null;
    const label = this.#translate(problem.offer.key);
    return button({ label, key: 'F3', iconName: 'plus', class: 'banner-button banner-offer', onclick: () => this.#take(problem) });
  }
}
