// The till's contact with the server: everything at first, again and again until it answers, and a pulse from then on.

import { CatalogueLoader } from './catalogue_loader.js';
import { NoAnswer, Refusal } from './request.js';

/**
 * @typedef {import('./request.js').Ask} Ask
 * @typedef {import('../model/basket.js').ServerState} ServerState
 * @typedef {import('../model/catalogue.js').Catalogue} Catalogue
 * @typedef {{ id: number, name: string, location: string }} TillEntry
 * @typedef {{ company: string, tills: TillEntry[] }} Shop
 * @typedef {{ outcome: string, receipt_number: number, troubles: string[], waiting: number }} PrinterStatus
 *
 * @typedef {object} ContactDelegate
 * @property {Ask} ask asks for something of this till
 * @property {Ask} askShop asks for something of the shop
 * @property {() => Promise<void>} onLoaded everything is there; what the till must know besides is asked for
 * @property {() => Promise<{ printer: PrinterStatus }>} askHealth whether the shop answers, and how printing goes at this till
 * @property {() => Promise<void>} lookForNews whether the customer became a member meanwhile, and whether orders of the web shop came
 * @property {() => string} getClient the name under which this browser sends events; empty where it sends none
 * @property {() => 'selling' | 'watching' | 'busy' | 'closed'} getActivity busy: another answer will tell how the contact is
 * @property {(shop: Shop) => void} onShop
 * @property {(catalogue: Catalogue) => void} onCatalogue
 * @property {(state: ServerState) => Promise<void>} onFirstState
 * @property {(state: ServerState) => void} onState
 * @property {(printer: PrinterStatus) => void} onPrinter
 * @property {() => void} onReady everything is there: the till can sell
 * @property {(refusal: Refusal) => void} onClosed the server says that this till cannot sell
 * @property {() => void} onAnswer the server answers
 * @property {(error: NoAnswer) => void} onSilence
 * @property {() => void} onTick time has passed
 */

const AGAIN_MS = 1000;
const PULSE_MS = 2500;
const CATALOGUE_MS = 10 * 60_000;
/** The client id that a window uses which only looks on. */
const WATCHER = '00000000-0000-0000-0000-000000000000';

export class Contact {
  #delegate;
  #asking = false; // the last pulse has no answer yet: a slow server is not a lost one
  #stopped = true;
  #loader;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pulse;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #renewal;

  /** @param {ContactDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
    this.#loader = new CatalogueLoader({ ask: delegate.ask, onCatalogue: delegate.onCatalogue });
  }

  start() {
    this.#stopped = false;
    this.#pulse = setInterval(() => this.#beat(), PULSE_MS);
    this.#renewal = setInterval(() => this.#renew(), CATALOGUE_MS);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#again);
    clearInterval(this.#pulse);
    clearInterval(this.#renewal);
    this.#loader.stop();
  }

  /** Load everything that a till begins with. A refusal is final until somebody tries again: the same question gets it again. */
  async load() {
    clearTimeout(this.#again);
    try {
      await this.#loadAll();
      if (!this.#stopped) this.#delegate.onReady();
      await this.#delegate.onLoaded();
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof Refusal) this.#delegate.onClosed(error);
      else if (error instanceof NoAnswer) {
        this.#delegate.onSilence(error);
        clearTimeout(this.#again);
        this.#again = setTimeout(() => this.load(), AGAIN_MS);
      } else throw error;
    }
  }

  async #loadAll() {
    const { askShop, onShop } = this.#delegate;
    const [shop, goods] = await Promise.allSettled([askShop('/tills'), this.#loadCatalogue()]);
    if (this.#stopped) return;
    if (shop.status === 'fulfilled') onShop(shop.value); // also where this till is refused, the others can be chosen
    for (const each of [shop, goods]) if (each.status === 'rejected') throw each.reason;
    await this.#loadState();
  }

  async #loadState() {
    const { ask, getClient, onFirstState } = this.#delegate;
    const state = await ask(`?client=${getClient() || WATCHER}`);
    if (!this.#stopped) await onFirstState(state);
  }

  /** The goods are here already: ask what is in the basket, for whoever has just signed in. */
  async resume() {
    await this.#loadState();
    if (!this.#stopped) this.#delegate.onReady();
  }

  /** The first page is enough to begin: a product that is not here yet is found by the server. */
  async #loadCatalogue() {
    const rest = await this.#loader.loadFirst();
    if (rest) this.#quietly(rest);
  }

  async #beat() {
    const activity = this.#delegate.getActivity();
    if (activity === 'busy' || this.#asking) {
      this.#delegate.onTick();
      return;
    }
    this.#asking = true;
    const question = () => (activity === 'watching' ? this.#watch() : this.#askHealth());
    await this.#quietly(question).finally(() => (this.#asking = false));
  }

  async #watch() {
    const state = await this.#delegate.ask(`?client=${WATCHER}`);
    if (this.#stopped) return;
    this.#delegate.onState(state);
    this.#delegate.onAnswer();
  }

  async #askHealth() {
    const { printer } = await this.#delegate.askHealth();
    if (this.#stopped) return;
    this.#delegate.onPrinter(printer);
    this.#delegate.onAnswer();
    await this.#delegate.lookForNews();
  }

  /** Prices and products change while the till is open. */
  async #renew() {
    if (this.#delegate.getActivity() !== 'closed') await this.#quietly(() => this.#loadCatalogue());
  }

  /**
   * Ask for what can wait: no answer is reported by the bar, and a refusal shows that the contact is there.
   * @param {() => Promise<void>} question
   */
  async #quietly(question) {
    try {
      await question();
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof NoAnswer) this.#delegate.onSilence(error);
      else if (error instanceof Refusal) this.#delegate.onAnswer();
      else throw error;
    }
  }
}
