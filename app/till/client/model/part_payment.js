// Payments in parts, as the server answers them.

/**
 * @typedef {object} Attempt one try to take a part, or to give one back
 * @property {number} id
 * @property {string} key
 * @property {number} basket_id
 * @property {'charge' | 'refund'} kind
 * @property {string} method
 * @property {string} state
 * @property {number} amount_minor
 * @property {number} taken_minor
 * @property {string} reason why it was not paid, one of the server's reasons; '' or 'other' if it has none
 * @property {{ size: number, path: string } | null} code the QR code that the customer scans
 * @property {boolean} is_cancel_wanted
 * @property {boolean} is_applied
 * @property {number | null} original
 * @property {string} card
 *
 * @typedef {object} Payments what is paid of the open basket
 * @property {number} paid_minor
 * @property {number} rest_minor
 * @property {number} cash_rest_minor
 * @property {Attempt | null} open
 * @property {Attempt[]} attempts
 *
 * @typedef {{ attempt: Attempt | null, payments: Payments | null, sale: import('./sale.js').Sale | null }} PaymentReply
 */

const OPEN = new Set(['created', 'in_progress', 'unknown', 'authorised']);
const PAID = new Set(['approved', 'approved_offline']);

/** @param {Attempt} attempt */
export function isOpen(attempt) {
  return OPEN.has(attempt.state);
}

/** @param {Attempt} attempt */
export function isPaid(attempt) {
  return PAID.has(attempt.state);
}

/**
 * The parts that are paid and were not given back.
 * @param {Payments | null | undefined} payments
 */
export function paidParts(payments) {
  const attempts = payments?.attempts ?? [];
  const returned = new Set(attempts.filter((each) => each.kind === 'refund' && isPaid(each)).map((each) => each.original));
  return attempts.filter((each) => each.kind === 'charge' && isPaid(each) && !returned.has(each.id));
}

/**
 * The texts for an attempt that ended unpaid: what to do, and why it is so where the server knows.
 * @param {Attempt} attempt
 * @returns {{ key: string, reason: string | null }}
 */
export function textOfUnpaid({ kind, state, reason }) {
  const key = `till.payment_${kind === 'refund' ? 'refund_refused' : state === 'declined' ? 'declined' : 'not_charged'}`;
  if (!reason || reason === 'other') return { key, reason: null };
  return { key: `${key}_because`, reason: `till.payment_reason_${reason}` };
}
