// Codes of promotions, coupons, and the group of the customer. The server knows them: without it none is taken.

/**
 * @typedef {object} CodesDelegate
 * @property {() => string | null} getObstacle the key of the text why no code can be taken now
 * @property {(permission: string, kind: string, act: () => void) => void} guard lets somebody else approve it if the operator may not
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {(key: string) => void} refuseIn
 */

export class Codes {
  #delegate;

  /** @param {CodesDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** @param {string} code */
  show(code) {
    this.#send({ kind: 'show_code', code });
  }

  /** @param {string} code */
  remove(code) {
    this.#send({ kind: 'remove_code', code });
  }

  /** @param {string} group */
  chooseGroup(group) {
    this.#delegate.guard('give_discounts', 'choose_group', () => this.#send({ kind: 'choose_group', code: group }));
  }

  /** @param {import('../model/basket.js').TillEvent} event */
  #send(event) {
    const obstacle = this.#delegate.getObstacle();
    if (obstacle) this.#delegate.refuseIn(obstacle);
    else this.#delegate.record(event);
  }
}
