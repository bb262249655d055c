// The catalogue, a page at a time: the first is enough to begin.

import { Catalogue } from '../model/catalogue.js';

/**
 * @typedef {import('../model/catalogue.js').CatalogueData & { digest: string }} FirstPage
 * @typedef {{ products: import('../model/catalogue.js').ProductRow[], more: string | null, digest: string }} FurtherPage
 */

const TIMEOUT_MS = 20_000;

export class CatalogueLoader {
  #ask;
  #onCatalogue;
  #digests = ''; // of all pages that are shown
  /** @type {Catalogue | null} */
  #shown = null;
  #stopped = false;

  /**
   * @param {object} options
   * @param {import('./request.js').Ask} options.ask
   * @param {(catalogue: Catalogue) => void} options.onCatalogue
   */
  constructor({ ask, onCatalogue }) {
    this.#ask = ask;
    this.#onCatalogue = onCatalogue;
  }

  /** Load the first page; gives what loads the others, if there are any. */
  async loadFirst() {
    /** @type {FirstPage} */
    const first = await this.#page('');
    const whole = new Catalogue(first);
    if (!this.#digests) this.#show(whole);
    if (first.more) return () => this.#loadRest(whole, first);
    this.#finish(whole, [first.digest]);
    return null;
  }

  stop() {
    this.#stopped = true;
  }

  /**
   * The other pages one after the other, so that the scanner has its turn between them.
   * @param {Catalogue} whole
   * @param {FirstPage} first
   */
  async #loadRest(whole, first) {
    const digests = [first.digest];
    for (let more = first.more; more && !this.#stopped; ) {
      /** @type {FurtherPage} */
      const next = await this.#page(`?after=${encodeURIComponent(more)}`);
      whole.add(next.products);
      digests.push(next.digest);
      more = next.more;
    }
    this.#finish(whole, digests);
  }

  /** @param {string} query */
  #page(query) {
    return this.#ask(`/catalogue${query}`, { timeoutMs: TIMEOUT_MS });
  }

  /**
   * Every page is here: show them, unless they are what is shown already.
   * @param {Catalogue} whole
   * @param {string[]} digests
   */
  #finish(whole, digests) {
    if (this.#stopped) return;
    whole.isWhole = true;
    if (digests.join() === this.#digests) return;
    this.#digests = digests.join();
    if (this.#shown !== whole || digests.length > 1) this.#show(whole);
  }

  /** @param {Catalogue} catalogue */
  #show(catalogue) {
    if (this.#stopped) return;
    this.#shown = catalogue;
    this.#onCatalogue(catalogue);
  }
}
