// Goods that only people of a certain age may buy: the operator is asked once for each basket and age.

/**
 * @typedef {object} AgeDelegate
 * @property {import('../model/till_state.js').TillState} state
 * @property {() => boolean} isPaying
 * @property {() => boolean} isAsking whether another question is on the screen
 * @property {(question: { years: number, names: string[] }, answer: (isOldEnough: boolean) => void) => void} askAge
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 */

export class AgeQuestion {
  #delegate;
  #askedYears = 0;

  /** @param {AgeDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Ask as soon as the basket needs it; a question that was closed without an answer comes back before the payment. */
  look() {
    const { isAsking, isPaying, state } = this.#delegate;
    const years = state.view.ageToConfirm;
    if (!years) this.#askedYears = 0;
    else if (years !== this.#askedYears && state.owner && !isPaying() && !isAsking()) this.#ask(years);
  }

  /** Ask before a payment, if somebody has to; tells whether that was so. */
  askBeforePayment() {
    const { state } = this.#delegate;
    const years = state.view.ageToConfirm;
    if (years && state.owner) this.#ask(years);
    return years > 0;
  }

  /** @param {number} years */
  #ask(years) {
    const { askAge, record, state } = this.#delegate;
    const { ageConfirmed, lines } = state.view;
    this.#askedYears = years;
    const names = lines.filter((line) => line.ageLimit > ageConfirmed).map((line) => line.name);
    askAge({ years, names }, (isOldEnough) => record({ kind: isOldEnough ? 'confirm_age' : 'refuse_age', years }));
  }
}
