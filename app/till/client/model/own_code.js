// Kassa's own codes on receipts, slips and cards: the same rule as `models/own_code.py`, and one table of cases tests both.

/** What such a code names, by the letter behind the prefix. @type {Record<string, string>} */
const KINDS = {
  R: 'receipt',
  V: 'signed_receipt',
  P: 'parked_basket',
  C: 'coupon',
  G: 'gift_card',
  M: 'member_card',
  O: 'operator_badge',
  D: 'deposit_voucher',
};
const RESERVED = /^KX[A-Z]/i;
const CODE = /^KX([A-Z])([0-9A-Z]{3,})([0-9A-Z]{2})$/;
/** The signs of a number in a code (Crockford's base 32). */
const NUMBER_SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * @typedef {{ kind: string, body: string }} OwnCode kind: one of the above, or `misread`
 */

/**
 * What a text means if it begins as Kassa's own codes do; null if it can only mean goods.
 * @param {string} text
 * @returns {OwnCode | null}
 */
export function readOwnCode(text) {
  const plain = text.trim();
  if (!RESERVED.test(plain)) return null;
  const [, letter = '', body = '', check = ''] = CODE.exec(plain.toUpperCase()) ?? [];
  const kind = KINDS[letter];
  return kind && check === checkSigns(`KX${letter}${body}`) ? { kind, body } : { kind: 'misread', body: '' };
}

/**
 * The number that signs write; NaN if they write none that a browser holds exactly.
 * @param {string} body
 */
export function readNumber(body) {
  let number = 0;
  for (const sign of body) {
    const place = NUMBER_SIGNS.indexOf(sign);
    number = place < 0 ? NaN : number * NUMBER_SIGNS.length + place;
  }
  return Number.isSafeInteger(number) ? number : NaN;
}

/**
 * ISO/IEC 7064, MOD 1271-36.
 * @param {string} text
 */
function checkSigns(text) {
  let rest = 0;
  for (const sign of text) rest = ((rest + parseInt(sign, 36)) * 36) % 1271;
  const check = (1272 - ((rest * 36) % 1271)) % 1271;
  return (Math.floor(check / 36).toString(36) + (check % 36).toString(36)).toUpperCase();
}
