// Gift cards. Only the server knows what is on one: without it none is taken, and no code stays in the browser.

import { payableMinor } from '../model/gift_card.js';
import { NoAnswer, Refusal } from '../server/request.js';

/** The refusal of a code that is no product's, and a gift card's. */
const SCANNED = 'gift_card_scanned';

/**
 * @typedef {import('../model/gift_card.js').GiftCard} GiftCard
 *
 * @typedef {object} GiftCardsDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => Promise<void>} allSent every event of the basket has reached the server
 * @property {() => string} getClient
 * @property {() => import('../model/basket.js').View} getView
 * @property {() => string | null} getObstacle the key of the text why no card can be taken now
 * @property {(onCode: (code: string) => void) => void} askCode
 * @property {(text: string) => boolean} stopCard whether a text is a payment card; then it is refused
 * @property {(card: GiftCard, payableMinor: number, acts: { pay: (amountMinor: number, pin: string) => void, load: (amountMinor: number) => void }) => void} show
 * @property {(onWish: (wish: { address: string, amount_minor: number }) => void) => void} askMailed
 * @property {(permission: string, act: (approval: object | null) => void) => void} guard
 * @property {(state: import('../model/basket.js').ServerState) => void} onState
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

export class GiftCards {
  #delegate;

  /** @param {GiftCardsDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Ask for the code of a card: that of a former system may look like a product's. */
  open() {
    if (this.#refuseIfBusy()) return;
    const { askCode, stopCard } = this.#delegate;
    askCode((code) => stopCard(code) || this.scan(code));
  }

  /**
   * Show the card whose code was scanned as if it were a product's; false if it was none.
   * @param {{ code: string, event?: import('../model/basket.js').TillEvent }} problem
   */
  takeScanned({ code, event }) {
    if (code !== SCANNED || !event?.code) return false;
    this.scan(event.code);
    return true;
  }

  /**
   * The customer shows a card: what is on it, and what may be done with it.
   * @param {string} code
   */
  scan(code) {
    if (this.#refuseIfBusy()) return;
    const { allSent, ask, getView, guard, show } = this.#delegate;
    guard('take_gift_cards', async (approval) => {
      const card = await this.#try(async () => {
        await allSent();
        return ask('/gift-cards/look', { body: approval ? { code, approval } : { code } });
      });
      if (!card) return;
      show(card, payableMinor(getView(), card), {
        pay: (amountMinor, pin) => this.#take({ code, use: 'pay', amount_minor: amountMinor, pin }, approval),
        load: (amountMinor) => guard('sell_gift_cards', (other) => this.#take({ code, use: 'load', amount_minor: amountMinor }, other ?? approval)),
      });
    });
  }

  /** Sell a new card that goes out by e-mail once the basket is paid. */
  sellByMail() {
    if (this.#refuseIfBusy()) return;
    const { askMailed, getView, guard } = this.#delegate;
    const loadsBefore = getView().giftLoads.length; // pressing twice, or sending again, is one card
    askMailed((asked) => {
      const wish = { ...asked, loads_before: loadsBefore };
      guard('sell_gift_cards', (approval) => void this.#send('/gift-cards/by-mail', approval ? { ...wish, approval } : wish));
    });
  }

  /**
   * @param {number} card
   * @param {string} use
   */
  async remove(card, use) {
    if (this.#refuseIfBusy()) return;
    await this.#send('/gift-cards/remove', { card, use });
  }

  /**
   * @param {Record<string, unknown>} wish
   * @param {object | null} approval
   */
  #take(wish, approval) {
    void this.#send('/gift-cards', approval ? { ...wish, approval } : wish);
  }

  /**
   * @param {string} path
   * @param {Record<string, unknown>} body
   */
  async #send(path, body) {
    const { allSent, ask, getClient, onState } = this.#delegate;
    const state = await this.#try(async () => {
      await allSent();
      return ask(path, { body: { ...body, client: getClient() } });
    });
    if (state) onState(state);
  }

  #refuseIfBusy() {
    const obstacle = this.#delegate.getObstacle();
    if (obstacle) this.#delegate.refuseIn(obstacle);
    return obstacle !== null;
  }

  /**
   * The server's answer; null if it refused or did not answer.
   * @param {() => Promise<any>} act
   */
  async #try(act) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Refusal) this.#delegate.refuse(error);
      else if (error instanceof NoAnswer) this.#delegate.onSilence(error);
      else throw error;
      return null;
    }
  }
}
