// Orders of the web shop as this page knows them.

/**
 * @typedef {{ position: number, sku: string, name: string, quantity: number, picked: number | null, picture?: string | null }} OrderedGoods
 *
 * @typedef {object} WebOrder
 * @property {number} id
 * @property {string} code
 * @property {string} name
 * @property {string} phone
 * @property {'unpaid' | 'placed' | 'ready'} state
 * @property {boolean} is_prepaid the customer pays on the web
 * @property {boolean} is_at_till
 * @property {boolean} is_late
 * @property {string} pickup_from
 * @property {number} total_minor
 * @property {OrderedGoods[]} goods
 *
 * @typedef {object} WebOrderActs
 * @property {(order: WebOrder) => void} open
 * @property {(code: string) => Promise<boolean>} handOver
 */

/**
 * How many pieces of an order are picked, by position; none is more than was ordered.
 */
export class Pick {
  /** @type {Record<number, number>} */
  counts;
  #goods;

  /** @param {OrderedGoods[]} goods */
  constructor(goods) {
    this.#goods = goods;
    this.counts = Object.fromEntries(goods.map((each) => [each.position, each.picked ?? 0]));
  }

  get missing() {
    return this.#goods.reduce((sum, each) => sum + each.quantity - this.counts[each.position], 0);
  }

  get isEmpty() {
    return !Object.values(this.counts).some(Boolean);
  }

  /**
   * @param {OrderedGoods} goods
   * @param {number} change
   */
  step(goods, change) {
    this.counts[goods.position] = Math.min(goods.quantity, Math.max(0, this.counts[goods.position] + change));
  }

  takeAll() {
    for (const each of this.#goods) this.counts[each.position] = each.quantity;
  }

  /**
   * Pick a piece of a product; gives whether one was still missing.
   * @param {string | undefined} sku
   */
  take(sku) {
    const goods = this.#goods.find((each) => each.sku === sku && this.counts[each.position] < each.quantity);
    if (goods) this.step(goods, 1);
    return goods !== undefined;
  }
}
