// Codes of promotions that a customer shows, and how they are named.

/**
 * @typedef {{ code: string, is_coupon: boolean, taken_minor: number }} ShownCode one in the basket, and what it takes off
 *
 * @typedef {object} CodeActs what can be done with a code, or with the customer's group
 * @property {(code: string) => void} show
 * @property {(code: string) => void} remove
 * @property {(group: string) => void} chooseGroup empty: none
 */

export const CODE_MAX = 40;

/**
 * @param {ShownCode} shown
 * @param {import('./text.js').Translate} translate
 */
export function codeName({ code, is_coupon }, translate) {
  return translate(is_coupon ? 'till.code_coupon' : 'till.code_named', { code });
}
