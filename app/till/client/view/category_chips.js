// The pages of quick keys and the categories to browse in.

import { h, targetOf } from './dom.js';

/** A page of quick keys by its number, behind this letter; a category is its number alone. */
const QUICK = 'q';

export class CategoryChips {
  #onChoose;
  /** The page or category of the pressed chip; undefined before the first press. @type {string | undefined} */
  #pressed;
  #quickPages = 0;

  /** @param {{ onChoose: () => void }} options */
  constructor({ onChoose }) {
    this.#onChoose = onChoose;
    this.element = h('div', { class: 'chips', role: 'group', onclick: (/** @type {Event} */ event) => this.#onClick(event) });
  }

  /** The chosen category, or null for all. */
  get chosen() {
    return this.quickPage === null && this.#shown ? Number(this.#shown) : null;
  }

  /** The chosen page of quick keys, or null. */
  get quickPage() {
    return this.#shown.startsWith(QUICK) ? Number(this.#shown.slice(1)) : null;
  }

  /** Until something is pressed the first page of quick keys is shown, if there is one; one that is gone never is. */
  get #shown() {
    const wanted = this.#pressed ?? (this.#quickPages ? `${QUICK}0` : '');
    return wanted.startsWith(QUICK) && Number(wanted.slice(1)) >= this.#quickPages ? '' : wanted;
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
    const chips = catalogue.categories.map((each, i) =>
      each.has_goods || used.has(i) ? chip(String(i), String(each[language] ?? ''), catalogue.accentOf(i)) : null,
    );
    this.#quickPages = catalogue.quickPages.length;
    const quick = catalogue.quickPages.map(({ name }, i) => chip(`${QUICK}${i}`, name));
    this.element.replaceChildren(...quick, chip('', translate('till.all')), ...chips.filter((each) => each !== null));
  }

  /**
   * Mark what is shown; while words are `sought` that is everything.
   * @param {boolean} sought
   */
  mark(sought) {
    const shown = sought ? '' : this.#shown;
    for (const each of this.element.querySelectorAll('button')) {
      each.setAttribute('aria-pressed', String(each.dataset.category === shown));
    }
  }

  /** @param {Event} event */
  #onClick(event) {
    const pressed = targetOf(event, '.chip');
    if (!pressed) return;
    this.#pressed = pressed.dataset.category ?? '';
    pressed.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#onChoose();
  }
}

/**
 * @param {string} category a category, a page of quick keys, or nothing for all
 * @param {string} name
 * @param {number} [accent] its colour
 */
function chip(category, name, accent) {
  const colour = accent === undefined ? null : h('i', { class: `accent accent-${accent}` });
  return h('button', { type: 'button', class: 'chip', data: { category } }, colour, name);
}
