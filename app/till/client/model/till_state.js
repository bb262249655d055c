// What this window knows of its till.

import { lookAt, NOTHING } from './basket.js';
import { NO_GOODS } from './catalogue.js';

/**
 * @typedef {{ id: number, name: string, location: string }} TillEntry
 * @typedef {{ serverMessage: string }} Trouble
 */

export class TillState {
  server = NOTHING;
  catalogue = NO_GOODS;
  /** @type {{ company: string, tills: TillEntry[] } | null} */
  shop = null;
  /** Whether this window works the till; null: not known yet. @type {boolean | null} */
  owner = null;
  online = true;
  /** Why there is no contact. @type {Trouble | null} */
  trouble = null;
  /** @type {{ outcome: string, receipt_number: number, troubles: string[], waiting: number } | null} */
  printer = null;
  /** The refusal that keeps this till from selling. @type {{ code: string, message: string } | null} */
  closed = null;
  /** Who works the till; null: nobody is signed in, or it is not known yet. @type {import('./operator.js').Operator | null} */
  operator = null;
  /** The sale whose change is shown. @type {import('./sale.js').Sale | null} */
  sale = null;
  /** The sale whose customer is asked for the postcode; 0: nobody is. */
  askedSale = 0;
  /** The basket as it is drawn. */
  view = lookAt(NOTHING, [], NO_GOODS);
  canPay = false;
  /** How many orders of the web shop nobody has picked yet. */
  webOrders = 0;
  /** Edits that are seen already and recorded in a moment. @type {import('./basket.js').TillEvent[]} */
  provisional = [];

  /** Another window works the till. */
  get locked() {
    return this.owner === false;
  }

  /**
   * Draw the basket anew: with a payment under way it is the next one.
   * @param {import('./basket.js').TillEvent[]} events what the server has not answered
   * @param {{ paying: boolean, synced: boolean }} options
   */
  look(events, { paying, synced }) {
    const base = paying ? { ...this.server, basket: null } : this.server;
    this.view = lookAt(base, events, this.catalogue, this.catalogue.cashStep);
    const { hasGoods, returned, unresolved } = this.view;
    const hasSomething = hasGoods || returned !== null;
    this.canPay = this.online && synced && !paying && !this.locked && hasSomething && !unresolved.length;
  }

  /**
   * The till's name and place, if the shop has it.
   * @param {number} till
   */
  placeOf(till) {
    const here = this.shop?.tills.find((each) => each.id === till);
    return here ? `${here.name} · ${here.location}` : null;
  }
}
