// What stands in place of a till that cannot sell: why, and what to do.

import { button, h } from './dom.js';
import { icon } from './icons.js';
import { addressOf, tillLinks } from './till_links.js';

/**
 * @typedef {import('../model/text.js').Translate} Translate
 *
 * @typedef {object} ClosedState
 * @property {{ code: string, message: string } | null} closed the refusal that keeps this till from selling
 * @property {string} title
 * @property {number} till
 * @property {import('./till_links.js').TillEntry[]} tills
 */

export class ClosedPage {
  #onTryAgain;
  /** @type {Translate} */
  #translate = (key) => key;
  #drawn = '';

  /** @param {{ onTryAgain: () => void }} options */
  constructor({ onTryAgain }) {
    this.#onTryAgain = onTryAgain;
    this.element = h('section', { class: 'closed', hidden: true, role: 'status' });
  }

  /** @param {{ translate: Translate }} texts */
  fill({ translate }) {
    this.#translate = translate;
    this.#drawn = '';
  }

  /** @param {ClosedState} state */
  draw(state) {
    this.element.hidden = !state.closed;
    const drawn = state.closed ? `${state.closed.code} ${state.tills.length}` : '';
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.replaceChildren(...(state.closed ? this.#content(state.closed, state) : []));
  }

  /**
   * @param {{ code: string, message: string }} closed
   * @param {ClosedState} state
   */
  #content({ code, message }, { title, till, tills }) {
    const mainWay = code === 'unknown_device' ? '' : 'primary';
    return [
      icon(code === 'no_shop' ? 'basket' : 'alert'),
      h('h2', {}, title),
      ...(code === 'no_shop' ? this.#forNoShop() : code === 'unknown_device' ? this.#forUnknownTill(till, tills) : [h('p', {}, message)]),
      button({ label: this.#translate('till.try_again'), iconName: 'recall', class: mainWay, onclick: this.#onTryAgain }),
    ];
  }

  #forNoShop() {
    const command = (/** @type {string} */ line, /** @type {string} */ text) => h('div', {}, h('dt', {}, h('code', {}, line)), h('dd', {}, text));
    return [
      h('a', { class: 'button primary', href: addressOf('/setup'), target: '_self' }, this.#translate('till.no_shop_setup')),
      h('p', {}, this.#translate('till.no_shop_text')),
      h(
        'dl',
        { class: 'commands' },
        command('kassa demo --no-serve', this.#translate('till.no_shop_demo')),
        command(`kassa import products ${this.#translate('till.no_shop_file')}`, this.#translate('till.no_shop_import')),
      ),
    ];
  }

  /**
   * @param {number} till
   * @param {import('./till_links.js').TillEntry[]} tills
   */
  #forUnknownTill(till, tills) {
    return [h('p', {}, this.#translate('till.unknown_till_text', { number: till })), h('div', { class: 'choices' }, tillLinks(tills, till))];
  }
}
