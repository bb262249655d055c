// What the operator sees: the server's basket with the events on top that it has not answered yet.
// The server prices: what is computed here holds for a few milliseconds.

import { dueAfterCards } from './gift_card.js';
import { returnedMinor } from './returned.js';
import { memberOf } from './shown_member.js';
import { sumOf } from './voucher.js';

/**
 * @typedef {import('./catalogue.js').Catalogue} Catalogue
 *
 * @typedef {object} TillEvent one thing that the operator did, as the server takes it
 * @property {string} kind
 * @property {string} [code] the barcode or SKU that it means
 * @property {number} [position] the line that it means
 * @property {string} [quantity]
 * @property {number} [basket_id]
 * @property {string} [reason]
 * @property {number} [price_minor] the price of a unit, of goods without a fixed one
 * @property {boolean} [measured] somebody weighed or measured the quantity, or entered it
 * @property {string} [text] of a note
 * @property {number} [rate_ppm] the share that is taken off
 * @property {number} [amount_minor] the amount that is taken off, or that a voucher pays
 * @property {number} [points] how many the member uses
 * @property {number} [years] how old the customer is seen to be, or is not
 * @property {string} [supply] eat_in or take_away
 *
 * @typedef {{ position: number, text: string }} Note a line of free text on the receipt
 *
 * @typedef {{ basket_id: number, label: string, gross_minor: number, lines: number, sure?: boolean }} ParkedBasket `lines` is how many; `sure` is false until the server has answered
 *
 * @typedef {object} ServerLine
 * @property {number} position
 * @property {string} sku
 * @property {string} name
 * @property {string} unit
 * @property {string} quantity
 * @property {number} unit_price_minor
 * @property {number} discount_minor
 * @property {number} gross_minor
 * @property {number} [deposit_minor] the deposit on one unit
 * @property {string} [deposit_name] what it is called
 * @property {number} [deposit_gross_minor] the deposit on all of the line, on top of its amount
 * @property {number} [age_limit]
 * @property {string} [supply] how it is handed over, where that may be chosen
 * @property {import('./discount.js').DiscountPart[]} [discounts]
 *
 * @typedef {object} ServerBasket
 * @property {number} id
 * @property {number} last_position
 * @property {ServerLine[]} lines
 * @property {number} gross_minor
 * @property {number} cash_due_minor
 * @property {number} tax_minor
 * @property {number} discount_minor
 * @property {number} [age_confirmed]
 * @property {Note[]} [notes]
 * @property {import('./discount.js').Discount[]} [discounts] those that somebody gave
 * @property {import('./shown_code.js').ShownCode[]} [codes] that the customer showed
 * @property {string} [customer_group]
 * @property {import('./voucher.js').Voucher[]} [vouchers] for deposits, which the customer pays with
 * @property {import('./gift_card.js').GiftPart[]} [gift_cards] that pay
 * @property {import('./gift_card.js').GiftPart[]} [gift_loads] that the customer buys or fills
 * @property {import('./shown_member.js').UsedPoints | null} [points] that the member uses
 *
 * @typedef {{ seq: number, code: string, subject: string, message: string, event?: TillEvent }} EventProblem `event` is what was refused
 *
 * @typedef {object} ServerState what the server holds for a till
 * @property {ServerBasket | null} basket
 * @property {ParkedBasket[]} parked
 * @property {EventProblem[]} problems
 * @property {number} acked_seq
 * @property {import('./part_payment.js').Payments | null} [payments] what is paid of the basket, if anything was begun
 * @property {import('./returned.js').Returned | null} [returned] what comes back with it
 * @property {import('./shown_member.js').Member | null} [member] whose basket it is
 *
 * @typedef {object} Line a line as it is drawn
 * @property {number} position
 * @property {string} sku
 * @property {string} name
 * @property {string} unit
 * @property {number} milli
 * @property {number} unitPriceMinor
 * @property {number} discountMinor
 * @property {number} grossMinor
 * @property {number} depositMinor the deposit on one unit
 * @property {string} depositName empty: the word for any deposit
 * @property {number} depositGrossMinor the deposit on all of the line, on top of its amount
 * @property {number} ageLimit
 * @property {string} supply empty where it may not be chosen
 * @property {import('./discount.js').DiscountPart[]} discounts
 * @property {boolean} hasOwnDiscount somebody gave one on this line: more of the goods is another line
 * @property {boolean} pending
 * @property {boolean} sure false while its position may still change, and then it cannot be edited
 *
 * @typedef {ReturnType<typeof lookAt>} View the basket as it is drawn
 */

/** No line holds more: 9 999 pieces, kilograms, litres or metres. */
export const LINE_MILLI_MAX = 9_999_000;

/**
 * An empty till, before the first answer.
 * @type {ServerState}
 */
export const NOTHING = { basket: null, parked: [], problems: [], acked_seq: 0 };

/**
 * The view of `state` after `events`.
 * @param {ServerState} state
 * @param {TillEvent[]} events
 * @param {Catalogue} catalogue
 * @param {number} [cashStep]
 */
export function lookAt(state, events, catalogue, cashStep = 1) {
  const view = begin(state);
  for (const event of events) ACTIONS[event.kind]?.(view, event, catalogue);
  view.settled = events.length === 0;
  view.hasGoods = view.lines.length + view.giftLoads.length > 0;
  view.ageToConfirm = restricted(view).reduce((most, { ageLimit }) => Math.max(most, ageLimit), 0);
  if (!view.settled && view.touched) {
    view.grossMinor = dueAfterCards(view, grossOf(view.lines) - returnedMinor(view.returned) - sumOf(view.vouchers));
    view.cashDueMinor = Math.floor((view.grossMinor + cashStep / 2) / cashStep) * cashStep;
  }
  return view;
}

/** @param {ServerState} state */
function begin({ basket, parked, returned, member }) {
  return {
    returned: basket ? (returned ?? null) : null,
    id: basket?.id ?? 0,
    lastPosition: basket?.last_position ?? 0,
    lines: (basket?.lines ?? []).map((line) => fromServer(line, basket?.discounts ?? [])),
    unresolved: /** @type {string[]} */ ([]), // codes that only the server may know
    grossMinor: basket?.gross_minor ?? 0,
    cashDueMinor: basket?.cash_due_minor ?? 0,
    taxMinor: basket?.tax_minor ?? 0,
    discountMinor: basket?.discount_minor ?? 0,
    discounts: [...(basket?.discounts ?? [])],
    ...{ codes: basket?.codes ?? [], customerGroup: basket?.customer_group ?? '' },
    vouchers: basket?.vouchers ?? [],
    ...{ giftCards: basket?.gift_cards ?? [], giftLoads: basket?.gift_loads ?? [], member: (basket && member) || null, points: basket?.points ?? null },
    hasGoods: false,
    notes: [...(basket?.notes ?? [])],
    ageConfirmed: basket?.age_confirmed ?? 0,
    ageToConfirm: 0, // how old the customer must be, while nobody has looked
    parked: [...parked],
    touched: false,
    sure: true,
    settled: true,
  };
}

/**
 * @param {ServerLine} line
 * @param {import('./discount.js').Discount[]} given
 * @returns {Line}
 */
function fromServer(line, given) {
  return {
    position: line.position,
    sku: line.sku,
    name: line.name,
    unit: line.unit,
    milli: Math.round(Number(line.quantity) * 1000),
    unitPriceMinor: line.unit_price_minor,
    discountMinor: line.discount_minor,
    grossMinor: line.gross_minor,
    depositMinor: line.deposit_minor ?? 0,
    depositName: line.deposit_name ?? '',
    depositGrossMinor: line.deposit_gross_minor ?? 0,
    ageLimit: line.age_limit ?? 0,
    supply: line.supply ?? '',
    discounts: line.discounts ?? [],
    hasOwnDiscount: given.some(({ position }) => position === line.position),
    pending: false,
    sure: true,
  };
}

/** @param {Line[]} lines */
const grossOf = (lines) => lines.reduce((sum, line) => sum + line.grossMinor + line.depositGrossMinor, 0);

/**
 * The lines for which nobody has looked at the customer's age.
 * @param {{ lines: Line[], ageConfirmed: number }} view
 */
const restricted = ({ lines, ageConfirmed }) => lines.filter(({ ageLimit }) => ageLimit > ageConfirmed);

/** @type {Record<string, (view: View, event: TillEvent, catalogue: Catalogue) => void>} */
const ACTIONS = {
  scan(view, event, catalogue) {
    const code = event.code ?? '';
    const product = catalogue.find(code);
    if (!product) {
      view.unresolved.push(code); // the server may know it: until it answers, later positions are not certain
      view.sure = false;
      return;
    }
    const milli = Math.round(Number(event.quantity ?? 1) * 1000);
    if (lacksSomething(product, event, milli)) return;
    const sold = { ...product, priceMinor: event.price_minor ?? product.priceMinor };
    const same = view.lines.find((line) => isAlike(line, sold));
    if (same) change(view, same, same.milli + milli);
    else if (milli > 0 && milli <= LINE_MILLI_MAX) change(view, addLine(view, sold), milli);
  },
  set_quantity(view, event) {
    const line = view.lines.find((each) => each.position === event.position);
    if (line) change(view, line, Math.round(Number(event.quantity) * 1000));
  },
  remove(view, event) {
    const line = view.lines.find((each) => each.position === event.position);
    if (line) change(view, line, 0);
    view.notes = view.notes.filter((note) => note.position !== event.position);
  },
  add_note(view, event) {
    if (!view.lines.length) return;
    view.lastPosition += 1;
    view.notes.push({ position: view.lastPosition, text: event.text ?? '' });
  },
  confirm_age(view, event) {
    view.ageConfirmed = Math.max(view.ageConfirmed, event.years ?? 0);
  },
  refuse_age(view) {
    for (const line of restricted(view)) change(view, line, 0);
  },
  park,
  recall(view, event) {
    park(view);
    view.parked = view.parked.filter((basket) => basket.basket_id !== event.basket_id);
    clear(view);
    view.sure = false;
  },
  choose_member: (view, event) => void Object.assign(view, { member: memberOf(event.code), points: null }),
  cancel: clear,
};

/** @param {View} view */
function park(view) {
  const [first] = view.lines;
  if (!first) return;
  view.parked.push({ basket_id: view.id, label: first.name, gross_minor: grossOf(view.lines), lines: view.lines.length, sure: false });
  clear(view);
}

/**
 * Whether the server refuses a scan because it names neither how much of the goods comes, nor what they cost.
 * @param {import('./catalogue.js').Product} product
 * @param {TillEvent} event
 * @param {number} milli
 */
function lacksSomething({ unit, openPrice }, event, milli) {
  return openPrice !== (event.price_minor !== undefined) || (unit !== 'piece' && !event.measured && milli === 1000);
}

/**
 * Whether more of a product joins a line.
 * @param {Line} line
 * @param {import('./catalogue.js').Product} product
 */
function isAlike(line, { sku, unit, priceMinor, depositMinor }) {
  return line.sku === sku && line.unit === unit && line.unitPriceMinor === priceMinor && line.depositMinor === depositMinor && !line.hasOwnDiscount;
}

/**
 * The deposit takes the place after its goods.
 * @param {View} view
 * @param {import('./catalogue.js').Product} product
 */
function addLine(view, { sku, name, unit, priceMinor, depositMinor, depositName, ageLimit }) {
  const position = view.lastPosition + 1;
  view.lastPosition = position + (depositMinor ? 1 : 0);
  const line = { position, sku, name, unit, unitPriceMinor: priceMinor, depositMinor, depositName, ageLimit, sure: view.sure };
  const whole = { ...line, milli: 0, discountMinor: 0, grossMinor: 0, depositGrossMinor: 0, discounts: [], supply: '', hasOwnDiscount: false, pending: true };
  view.lines.push(whole);
  return whole;
}

/**
 * @param {View} view
 * @param {Line} line
 * @param {number} milli
 */
function change(view, line, milli) {
  if (milli > LINE_MILLI_MAX) return;
  view.touched = true;
  if (milli <= 0) {
    view.lines.splice(view.lines.indexOf(line), 1);
    return;
  }
  Object.assign(line, { milli, pending: true });
  line.grossMinor = Math.max(0, Math.floor((line.unitPriceMinor * milli) / 1000 + 0.5) - line.discountMinor);
  line.depositGrossMinor = Math.floor((line.depositMinor * milli) / 1000 + 0.5);
}

/** @param {View} view */
function clear(view) {
  Object.assign(view, { id: 0, lastPosition: 0, lines: [], unresolved: [], notes: [], discounts: [], codes: [], customerGroup: '', vouchers: [], giftCards: [], giftLoads: [], member: null, points: null, ageConfirmed: 0, returned: null, discountMinor: 0, taxMinor: 0, touched: true });
}
