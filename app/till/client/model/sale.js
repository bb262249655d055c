// A sale as the server answers it, and what was handed over for it.

/**
 * @typedef {{ kind: string, amount_minor: number }} Tender
 *
 * @typedef {object} Sale
 * @property {number} id
 * @property {number} receipt_number
 * @property {string} at when it was made
 * @property {number} due_minor
 * @property {number} change_minor
 * @property {Tender[]} tenders
 * @property {string} [kind] sale, or refund: then its amounts are below zero
 * @property {boolean} [paidBefore] it existed before the press that shows it, perhaps with another amount
 *
 * @typedef {{ position: number, name: string, quantity: string }} GiftLine goods of which a gift receipt may be printed
 *
 * @typedef {{ sale_id: number, area: string }} AreaAnswer what a customer answered who was asked for the postcode; empty: nothing
 *
 * @typedef {object} PaymentRequest
 * @property {number} basket_id
 * @property {number} shown_minor
 * @property {Tender[]} offers
 *
 * @typedef {object} StoredPayment a payment without an answer, as the browser stores it
 * @property {PaymentRequest} body
 * @property {number} due_minor
 * @property {number} at when it was last sent (ms since 1970)
 *
 * @typedef {object} Payment the payment under way, as it is drawn
 * @property {number} shownMinor
 * @property {number} dueMinor
 * @property {number} givenMinor
 */

/** @param {Tender[]} tenders */
export function receivedMinor(tenders) {
  return moved(tenders).reduce((sum, tender) => sum + tender.amount_minor, 0);
}

/**
 * What the customer got back for goods, in whatever means.
 * @param {Tender[]} tenders
 */
export function givenBackMinor(tenders) {
  return -receivedMinor(tenders);
}

/** No money moves when goods are set off, or for a voucher: what is paid is less by it already. */
const WITHOUT_MONEY = new Set(['set_off', 'deposit_voucher']);

/**
 * The tenders in which money moved.
 * @param {Tender[]} tenders
 */
export function moved(tenders) {
  return tenders.filter(({ kind, amount_minor: minor }) => minor !== 0 && !WITHOUT_MONEY.has(kind));
}
