// Gift cards: money that a customer paid before, or pays now.

/**
 * @typedef {{ card: number, last_four: string, amount_minor: number, paid_minor: number }} GiftPart one in the basket; it pays `paid_minor` of at most `amount_minor`
 *
 * @typedef {object} GiftCard one that the customer shows
 * @property {number} card
 * @property {string} last_four
 * @property {string} state blank, active or blocked
 * @property {string} why why it cannot pay; empty if it can
 * @property {number} balance_minor
 * @property {number} available_minor what no basket holds
 * @property {string} last_day the last day on which it pays; empty: it always does
 * @property {number} room_minor so much more may be put on it
 * @property {boolean} has_pin whether it pays with its PIN alone
 */

/** @param {GiftPart[]} parts */
const sumOf = (parts) => parts.reduce((sum, { amount_minor }) => sum + amount_minor, 0);

/**
 * What is due once the cards have paid for goods that cost so much; they never pay for another card.
 * @param {{ giftCards: GiftPart[], giftLoads: GiftPart[] }} view
 * @param {number} goodsMinor
 */
export const dueAfterCards = ({ giftCards, giftLoads }, goodsMinor) =>
  goodsMinor - Math.max(0, Math.min(goodsMinor, sumOf(giftCards))) + sumOf(giftLoads);

/**
 * What a card can pay of the basket now.
 * @param {{ grossMinor: number, giftLoads: GiftPart[] }} view
 * @param {GiftCard} card
 */
export const payableMinor = ({ grossMinor, giftLoads }, card) =>
  card.why ? 0 : Math.max(0, Math.min(card.available_minor, grossMinor - sumOf(giftLoads)));
