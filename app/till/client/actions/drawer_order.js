// Opening the cash drawer without a sale: now, with a reason, or not at all.

/**
 * @typedef {object} DrawerDelegate
 * @property {() => string | null} getObstacle the key of the text why the drawer cannot be opened now
 * @property {() => boolean} refuseIfClosed reports that this till cannot sell, if it cannot
 * @property {() => boolean} isWaiting events wait for an answer
 * @property {(onReason: (reason: string) => void) => void} askReason
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {() => Promise<void>} allSent
 * @property {(key: string) => void} refuse
 * @property {() => void} onOpened
 */

export class DrawerOrder {
  #delegate;
  #dropped = 0; // orders that got no answer

  /** @param {DrawerDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Ask for a reason and open the drawer. An order that waits would open it later, with nobody beside it. */
  open() {
    const { askReason, getObstacle, isWaiting, refuse, refuseIfClosed } = this.#delegate;
    if (refuseIfClosed()) return;
    const before = getObstacle();
    if (before) {
      refuse(before);
      return;
    }
    askReason((reason) => {
      const now = getObstacle() ?? (isWaiting() ? 'till.drawer_waiting' : null);
      if (now) refuse(now);
      else this.#send(reason);
    });
  }

  /** The server did not answer to an order; it is not sent again. */
  drop() {
    this.#dropped += 1;
    this.#delegate.refuse('till.drawer_late');
  }

  /** @param {string} reason */
  async #send(reason) {
    const dropped = this.#dropped;
    this.#delegate.record({ kind: 'open_drawer', reason });
    await this.#delegate.allSent();
    if (this.#dropped === dropped) this.#delegate.onOpened();
  }
}
