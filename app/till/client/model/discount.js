// Discounts: how they are named, and whose permission one takes. The server decides; this asks the right person first.

/**
 * @typedef {{ kind: string, text: string, rate_ppm: number | null, amount_minor: number }} DiscountPart a part of what a line costs less
 * @typedef {{ kind: string, position: number | null, reason: string, rate_ppm: number | null, taken_minor: number }} Discount one that somebody gave
 * @typedef {{ reasons: string[], give_ppm: number, approve_ppm: number, staff_ppm: number, groups?: string[], has_codes?: boolean }} Rules of the shop
 * @typedef {{ onLine: boolean, rate_ppm?: number, amount_minor?: number, price_minor?: number }} Measure how much is taken off
 *
 * @typedef {object} Question what the dialog asks about
 * @property {import('./basket.js').View} view
 * @property {import('./basket.js').Line | null} line the marked line, if its place is certain
 * @property {Rules} rules
 *
 * @typedef {object} DiscountActs
 * @property {(measure: Measure, reason: string) => void} give
 * @property {() => void} staff
 * @property {(position: number) => void} remove 0: that of the basket
 * @property {import('./shown_code.js').CodeActs} codes
 */

const WHOLE_PPM = 1_000_000;
const PERCENT_PPM = 10_000;
/** The keys for shares, in per cent. */
export const SHARES = [5, 10, 15, 20, 25, 50];
/** The reasons of the till where the shop has none of its own. */
export const USUAL_REASONS = ['damaged', 'short_date', 'regular', 'price_match'];

/**
 * Parts per million of "12.5" or "12,5"; null for text that is no share.
 * @param {string} text
 */
export function parsePercent(text) {
  const match = /^(\d{1,3})(?:[.,](\d{0,2}))?$/.exec(text.trim());
  if (!match) return null;
  const ppm = Number(match[1]) * PERCENT_PPM + Number((match[2] ?? '').padEnd(2, '0')) * 100;
  return ppm > 0 && ppm <= WHOLE_PPM ? ppm : null;
}

/**
 * A share as it is read: "10 %".
 * @param {number} ppm
 * @param {import('./format.js').Format} format
 */
export function percentText(ppm, format) {
  return `${format.quantity(ppm / 10)} %`;
}

/**
 * What a discount is called: its kind, its share and its reason.
 * @param {{ kind: string, rate_ppm: number | null }} discount
 * @param {string} reason
 * @param {{ translate: import('./text.js').Translate, format: import('./format.js').Format }} texts
 */
export function discountName({ kind, rate_ppm }, reason, { translate, format }) {
  if (kind === 'promotion' && reason) return reason; // its name is enough
  const name = translate(`till.discount_kind_${kind}`);
  const named = rate_ppm === null ? name : `${name} ${percentText(rate_ppm, format)}`;
  return reason ? `${named}, ${reason}` : named;
}

/** What a line costs before anything is taken off. @param {import('./basket.js').Line} line */
export function lineMinor({ unitPriceMinor, milli }) {
  return Math.floor((unitPriceMinor * milli) / 1000 + 0.5);
}

/**
 * What the goods of the basket cost before anything is taken off all of it.
 * @param {import('./basket.js').View} view
 */
export function basketMinor({ lines, discounts }) {
  const whole = discounts.find(({ position }) => position === null);
  return lines.reduce((sum, { grossMinor }) => sum + grossMinor, whole?.taken_minor ?? 0);
}

/**
 * @param {Measure} measure
 * @param {number} unitMinor the price of a unit of the line
 * @param {number} wholeMinor what it is taken off
 * @param {Rules} rules
 */
export function permissionFor({ rate_ppm, amount_minor, price_minor }, unitMinor, wholeMinor, rules) {
  const taken = price_minor === undefined ? (amount_minor ?? 0) : unitMinor - price_minor;
  const of = price_minor === undefined ? wholeMinor : unitMinor;
  const share = rate_ppm ?? (of ? Math.ceil((taken * WHOLE_PPM) / of) : WHOLE_PPM);
  if (share <= rules.give_ppm) return 'give_discounts';
  return share <= rules.approve_ppm ? 'approve_discounts' : 'change_prices';
}
