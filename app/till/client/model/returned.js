// Goods that come back with the basket, as the server answers them, and a receipt of which they may come.

/**
 * @typedef {object} ReturnedLine
 * @property {number} sale_id
 * @property {number} position of the sold line
 * @property {number | null} belongs_to the goods of a deposit
 * @property {string} name
 * @property {string} unit
 * @property {string} quantity
 * @property {number} gross_minor
 * @property {string} reason
 * @property {string} goods_to
 *
 * @typedef {object} Plan how money goes back for it
 * @property {number} owed_minor
 * @property {number} cash_minor the same in cash
 * @property {string} method
 * @property {number} amount_minor
 * @property {string} card
 * @property {number} tip_minor may go back beside it; 0 for none
 *
 * @typedef {{ receipt_number: number, lines: ReturnedLine[], plan: Plan | null }} Returned plan: null where the customer has to pay
 *
 * @typedef {object} SoldLine a line of a receipt, and what is left of it
 * @property {number} position
 * @property {string} sku
 * @property {string} gtin
 * @property {string} name
 * @property {string} unit
 * @property {string} quantity
 * @property {string} left
 * @property {number} gross_minor
 *
 * @typedef {import('./sale.js').Sale & { till: string, goods: string[], count: number }} FoundReceipt
 * @typedef {FoundReceipt & { free_minor: number, is_old: boolean, is_unproven: boolean, lines: SoldLine[] }} BoughtReceipt
 *
 * @typedef {{ code: string, quantity: string }} BlindGoods goods without a receipt, as they were scanned
 * @typedef {{ position: number, name: string, unit: string, quantity: string, gross_minor: number }} BlindLine
 * @typedef {{ basket_id: number, worth_minor: number, cash_minor: number, left_minor: number, lines: BlindLine[] }} BlindQuote
 *
 * @typedef {{ goods: BlindGoods[], quote: BlindQuote, reason: string, goodsTo: string, customer: string }} BlindWish
 *
 * @typedef {object} BlindActs
 * @property {(goods: BlindGoods[]) => Promise<BlindQuote | string>} quote the worth of goods, or why they do not come back
 * @property {(wish: BlindWish) => void} give
 *
 * @typedef {{ position: number, quantity: string, reason: string, goods_to: string }} ChosenLine
 */

export const REASONS = ['changed_mind', 'wrong_item', 'faulty', 'wrong_price', 'mistake'];
/** A way to give back: as planned, and the tip with it. */
export const WITH_TIP = 'with_tip';
export const PLACES = ['stock', 'waste', 'supplier'];

/**
 * Where goods go for a reason unless somebody chooses otherwise.
 * @param {string} reason
 */
export function usualPlace(reason) {
  return reason === 'faulty' ? 'waste' : 'stock';
}

/**
 * What so many thousandths of a sold line are worth, about: the server counts to the öre.
 * @param {SoldLine} line
 * @param {number} milli
 */
export function worthMinor(line, milli) {
  return Math.round((line.gross_minor * milli) / (Number(line.quantity) * 1000));
}

/**
 * What comes off the total for goods that come back.
 * @param {Returned | null | undefined} returned
 */
export function returnedMinor(returned) {
  return (returned?.lines ?? []).reduce((sum, line) => sum + line.gross_minor, 0);
}
