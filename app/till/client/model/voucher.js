// Deposit vouchers, which customers pay with.

/**
 * @typedef {{ number: string, amount_minor: number, reason: string }} Voucher one in the basket; it has a reason if its amount was typed
 */

/** GS1 gives these numbers to no goods: the same rule as `models/selling/deposit_voucher.py`. */
const VOUCHER = /^(?:98[0-4]|99\d)\d{10}$/;

/** Why a voucher is not scanned. */
export const VOUCHER_REASONS = ['torn', 'faded', 'other_machine'];

/**
 * Whether a code is one of a voucher, if its check digit is right.
 * @param {string} code
 */
export const isVoucher = (code) => VOUCHER.test(code.trim());

/**
 * What vouchers pay.
 * @param {Voucher[]} vouchers
 */
export const sumOf = (vouchers) => vouchers.reduce((sum, { amount_minor }) => sum + amount_minor, 0);
