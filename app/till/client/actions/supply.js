// Food is eaten here or taken away: one line, or all of the basket. The price stays, its tax is another.

/**
 * @typedef {object} SupplyDelegate
 * @property {() => import('../model/basket.js').View} getView
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {(key: string) => void} refuseIn
 */

export class Supply {
  #delegate;

  /** @param {SupplyDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Change to the other way: away again only where all of it is eaten here already.
   * @param {number} [position] one line; all of the basket without it
   */
  toggle(position) {
    const { getView, record, refuseIn } = this.#delegate;
    const lines = getView().lines.filter((line) => line.supply);
    const one = lines.find((line) => line.sure && line.position === position);
    const chosen = one ? [one] : lines;
    if (!chosen.length) {
      refuseIn('till.supply_nothing');
      return;
    }
    const supply = chosen.every((line) => line.supply === 'eat_in') ? 'take_away' : 'eat_in';
    record({ kind: 'choose_supply', supply, position: one?.position ?? 0, ...(one ? { code: one.sku } : {}) });
  }
}
