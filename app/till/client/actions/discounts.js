// Discounts that the operator gives: on the marked line or on all of the basket, within the shop's limits or with approval.

import { basketMinor, lineMinor, permissionFor } from '../model/discount.js';
import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 * @typedef {import('../model/basket.js').Line} Line
 * @typedef {import('../model/discount.js').Rules} Rules
 * @typedef {import('../model/discount.js').Measure} Measure
 *
 * @typedef {import('../model/discount.js').Question} Question
 * @typedef {import('../model/discount.js').DiscountActs} DiscountActs
 *
 * @typedef {object} DiscountsDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => import('../model/basket.js').View} getView
 * @property {() => number | null} getSelected the marked line
 * @property {() => string | null} getObstacle why no discount can be given now
 * @property {(question: Question, acts: DiscountActs) => void} askDiscount
 * @property {() => void} closeDialog
 * @property {(permission: string, kind: string, act: () => void) => void} guard lets somebody else approve it if the operator may not
 * @property {(permission: string, kind: string, act: () => void) => void} second asks for another person in any case
 * @property {(event: TillEvent) => boolean} record
 * @property {import('../model/shown_code.js').CodeActs} codes
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 */

/** Until the shop's own are known: everything is approved. @type {Rules} */
const UNKNOWN = { reasons: [], give_ppm: 0, approve_ppm: 1_000_000, staff_ppm: 0 };
const APPROVE = 'approve_discounts';
/** What the shop may want approved only once it knows its margin. */
const GIVEN = new Set(['discount_line', 'discount_basket']);

export class Discounts {
  #delegate;
  #rules = UNKNOWN;
  /** When the key was pressed that asked last; 0 for a button. */
  #askedAt = 0;
  /** How often it was asked or undone: an answer to an earlier question opens nothing. */
  #turn = 0;

  /** @param {DiscountsDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Ask which discount; the rules of the shop are those of now, or the last known while the server is away.
   * @param {number} [askedAt] when the key was pressed that asks
   */
  async open(askedAt = 0) {
    if (this.#refuseIfBusy()) return;
    const turn = ++this.#turn;
    this.#askedAt = askedAt;
    try {
      this.#rules = await this.#delegate.ask('/discount-rules');
    } catch (error) {
      if (error instanceof Refusal) {
        if (turn === this.#turn) this.#delegate.refuse(error);
        return;
      }
      if (!(error instanceof NoAnswer)) throw error;
    }
    if (turn !== this.#turn || this.#refuseIfBusy()) return; // the basket may be gone meanwhile
    const { askDiscount, getSelected, getView } = this.#delegate;
    const view = getView();
    const line = view.lines.find(({ position, sure }) => sure && position === getSelected()) ?? null;
    askDiscount({ view, line, rules: this.#rules }, {
      give: (measure, reason) => this.#give(line, measure, reason),
      staff: () => this.#delegate.second(APPROVE, 'staff_purchase', () => this.#delegate.record({ kind: 'staff_purchase' })),
      remove: (position) => this.remove(position),
      codes: this.#delegate.codes,
    });
  }

  /**
   * A scan that began then: its first sign was no key.
   * @param {number} startedAt
   */
  undo(startedAt) {
    if (!startedAt || !this.#askedAt || this.#askedAt < startedAt) return;
    this.#turn += 1;
    this.#askedAt = 0;
    this.#delegate.closeDialog();
  }

  /**
   * Remove the discount of a line, or with 0 that of the basket.
   * @param {number} position
   */
  remove(position) {
    this.#delegate.record({ kind: 'remove_discount', position });
  }

  /**
   * What the banner offers where the shop's margin, or goods that came since, ask for approval after all.
   * @param {{ code: string, event?: TillEvent }} problem
   */
  offer({ code, event }) {
    if (code !== 'not_permitted' || !event || !GIVEN.has(event.kind)) return null;
    return { key: 'till.discount_approve', act: () => this.#delegate.second(APPROVE, event.kind, () => this.#delegate.record({ ...event })) };
  }

  /**
   * @param {Line | null} line
   * @param {Measure} measure
   * @param {string} reason
   */
  #give(line, measure, reason) {
    const { onLine, rate_ppm, amount_minor, price_minor } = measure;
    const whole = onLine && line ? lineMinor(line) : basketMinor(this.#delegate.getView());
    const permission = permissionFor(measure, onLine && line ? line.unitPriceMinor : 0, whole, this.#rules);
    const amounts = { ...(rate_ppm && { rate_ppm }), ...(amount_minor && { amount_minor }), ...(price_minor !== undefined && { price_minor }) };
    /** @type {TillEvent} */
    const event = onLine && line ? { kind: 'discount_line', position: line.position, code: line.sku, reason, ...amounts } : { kind: 'discount_basket', reason, ...amounts };
    this.#delegate.guard(permission, event.kind, () => this.#delegate.record(event));
  }

  #refuseIfBusy() {
    const { getObstacle, getView, refuseIn } = this.#delegate;
    const obstacle = getObstacle() ?? (getView().lines.length ? null : 'till.discount_needs_goods');
    if (obstacle) refuseIn(obstacle);
    return obstacle !== null;
  }
}
