// Orders of the web shop: which wait, picking one, and handing it over as a basket of this till.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/web_order.js').WebOrder} WebOrder
 *
 * @typedef {import('../model/web_order.js').WebOrderActs} WebOrderActs
 *
 * @typedef {object} WebOrdersDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => string | null} getObstacle the key of the text why nothing can be done with orders now
 * @property {(orders: WebOrder[], acts: WebOrderActs) => void} showList
 * @property {(order: WebOrder, acts: { pick: (picked: Record<number, number>) => void, cancel: () => void, handOver: () => void }) => void} showOrder
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {(sale: import('../model/sale.js').Sale) => void} onSold the order was paid on the web, and nothing is left to pay
 * @property {() => Promise<void>} refresh take the server's state, unless something was recorded meanwhile
 * @property {(waiting: number) => void} onWaiting so many orders are not picked yet
 * @property {() => void} onArrival
 * @property {(key: string, values?: Record<string, string | number>) => void} note
 * @property {() => void} closeDialogs
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

/** Between two looks pass so many pulses of the till's contact; more where the web shop takes no orders. */
const LOOK_AFTER = 8;
const LOOK_AFTER_CLOSED = 120;

export class WebOrders {
  #delegate;
  #pulses = 0;
  #isClosed = false;
  /** @type {Set<number> | null} */
  #known = null; // the orders that this page has seen; null: it has not looked yet

  /** @param {WebOrdersDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Whether new orders came; asked at each pulse, and answered by the server now and then. */
  async look() {
    const due = this.#isClosed ? LOOK_AFTER_CLOSED : LOOK_AFTER;
    if (this.#known && ++this.#pulses < due) return;
    this.#pulses = 0;
    if (!this.#delegate.getObstacle()) this.#meet(await this.#delegate.ask('/web-orders'));
  }

  /** Show the orders that wait. */
  async open() {
    const { getObstacle, refuseIn } = this.#delegate;
    const obstacle = getObstacle();
    if (obstacle) refuseIn(obstacle);
    else await this.#list();
  }

  async #list() {
    const reply = await this.#try('/web-orders');
    if (!reply) return;
    this.#meet(reply);
    this.#delegate.showList(reply.orders, { open: (order) => this.#show(order), handOver: (code) => this.#handOver(code) });
  }

  /** @param {WebOrder} order */
  #show(order) {
    const { closeDialogs, note, showOrder } = this.#delegate;
    const end = async (/** @type {string} */ path, /** @type {object} */ body, /** @type {string} */ key) => {
      const done = await this.#try(path, { order: order.id, ...body });
      if (!done) return;
      closeDialogs();
      note(key, { code: order.code });
      await this.#list();
    };
    showOrder(order, {
      pick: (picked) => void end('/web-orders/pick', { picked }, 'till.web_order_picked'),
      cancel: () => void end('/web-orders/cancel', {}, 'till.web_order_cancelled'),
      handOver: () => void this.#handOver(order.code),
    });
  }

  /** @param {string} code */
  async #handOver(code) {
    const reply = await this.#try('/web-orders/hand-over', { code });
    if (!reply) return false;
    this.#delegate.closeDialogs();
    await this.#delegate.refresh();
    if (reply.sale) this.#delegate.onSold(reply.sale);
    else this.#delegate.record({ kind: 'recall', basket_id: reply.basket_id });
    return true;
  }

  /** @param {{ takes_orders: boolean, orders: WebOrder[] }} reply */
  #meet({ takes_orders: takesOrders, orders }) {
    this.#isClosed = !takesOrders && !orders.length;
    const known = this.#known;
    if (known && orders.some((each) => !known.has(each.id))) this.#delegate.onArrival();
    this.#known = new Set(orders.map((each) => each.id));
    this.#delegate.onWaiting(orders.filter((each) => each.state === 'placed').length);
  }

  /**
   * The server's answer; null if it refused or did not answer.
   * @param {string} path
   * @param {object} [body]
   */
  async #try(path, body) {
    const { ask, onSilence, refuse } = this.#delegate;
    try {
      return await ask(path, body ? { body } : undefined);
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else if (error instanceof NoAnswer) onSilence(error);
      else throw error;
      return null;
    }
  }
}
