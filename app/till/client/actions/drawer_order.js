// Opening the cash drawer without a sale: now, with a reason, or not at all.

/**
 * @typedef {object} DrawerDelegate
 * @property {() => string | null} getObstacle the key of the text why the drawer cannot be opened now
 * @property {() => boolean} refuseIfClosed reports that this till cannot sell, if it cannot
 * @property {() => boolean} isWaiting events wait for an answer
 * @property {(act: (approvalReason: string | null) => void) => void} guard lets somebody else approve it if the operator may not
 * @property {(onReason: (reason: string) => void) => void} askReason
 * @property {(code: string) => string} nameReason the text of an approval's reason
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
    const { askReason, getObstacle, guard, nameReason, refuse, refuseIfClosed } = this.#delegate;
    if (refuseIfClosed()) return;
    const before = getObstacle();
    if (before) {
      refuse(before);
      return;
    }
    guard((approvalReason) => {
      if (approvalReason) this.#sendNow(nameReason(approvalReason));
      else askReason((reason) => this.#sendNow(reason));
    });
  }

  /** The server did not let the order through: it opened nothing. */
  refuse() {
    this.#dropped += 1;
  }

  /** @param {string} reason */
  #sendNow(reason) {
    const { getObstacle, isWaiting, refuse } = this.#delegate;
    const now = getObstacle() ?? (isWaiting() ? 'till.drawer_waiting' : null);
    if (now) refuse(now);
    else this.#send(reason);
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
