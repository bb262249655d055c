// The categories to browse in.

import { h, targetOf } from './dom.js';

/** So many colours tell categories apart. */
export const ACCENTS = 10;

export class CategoryChips {
  #onChoose;
  /** @type {number | null} */
  #chosen = null;

  /** @param {{ onChoose: () => void }} options */
  constructor({ onChoose }) {
    this.#onChoose = onChoose;
    this.element = h('div', { class: 'chips', role: 'group', onclick: (/** @type {Event} */ event) => this.#onClick(event) });
  }

  /** The chosen category, or null for all. */
  get chosen() {
    return this.#chosen;
  }

  /**
   * @param {object} texts
   * @param {import('../model/catalogue.js').Catalogue} texts.catalogue
   * @param {import('../model/text.js').Translate} texts.translate
   * @param {string} texts.language
   */
  fill({ catalogue, translate, language }) {
    this.element.setAttribute('aria-label', translate('till.categories'));
    const used = new Set(catalogue.products.map((product) => product.category));
    const chips = catalogue.categories.map((each, i) => (each.has_goods || used.has(i) ? chip(i, String(each[language] ?? '')) : null));
    this.element.replaceChildren(chip(null, translate('till.all')), ...chips.filter((each) => each !== null));
  }

  /**
   * Mark the category that is shown; while words are sought that is all of them.
   * @param {number | null} category
   */
  mark(category) {
    const shown = String(category ?? '');
    for (const each of this.element.querySelectorAll('button')) {
      each.setAttribute('aria-pressed', String(each.dataset.category === shown));
    }
  }

  /** @param {Event} event */
  #onClick(event) {
    const pressed = targetOf(event, '.chip');
    if (!pressed) return;
    this.#chosen = pressed.dataset.category ? Number(pressed.dataset.category) : null;
    pressed.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#onChoose();
  }
}

/**
 * @param {number | null} category
 * @param {string} name
 */
function chip(category, name) {
  const colour = category === null ? null : h('i', { class: `accent accent-${category % ACCENTS}` });
  return h('button', { type: 'button', class: 'chip', data: { category: category ?? '' } }, colour, name);
}
