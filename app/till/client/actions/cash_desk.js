// The cash in the drawer: its float, what goes in and out, its count, and the end of the day.

import { NoAnswer, Refusal } from '../server/request.js';

/**
 * @typedef {object} CashStatus what the server knows of the operator's drawer
 * @property {boolean} is_open
 * @property {number | null} float_minor its float, or that of the last time
 * @property {number | null} expected_minor what should be there, for who may know
 * @property {boolean} is_above so much that some of it belongs in the safe
 * @property {number[]} values notes and coins, the largest first
 * @property {number} next_report
 * @property {number | null} tips_minor what of tips is left to pay out; null where nobody gives any
 * @property {number} parked how many baskets wait
 * @property {boolean} own_terminal
 * @property {boolean} own_terminal_used whether anything was paid with it since the last report
 *
 * @typedef {{ agrees: boolean, above_limit: boolean, counts_left: number, counted_minor: number }} CountResult
 * @typedef {{ title: string, lines: string[], picture: string }} Report
 * @typedef {{ kind: string, amount_minor: number, reason: string, bag: string }} Movement
 * @typedef {{ pieces: { value: number, pieces: number }[], total_minor: number | null }} Count
 * @typedef {{ reason: string, to_bank_minor: number, bag: string, terminal_minor: number | null, terminal_reason?: string }} DayEnd
 * @typedef {{ above_limit: boolean }} TerminalResult what is known of a terminal that shows another total than the till has
 * @typedef {{ subject: string, trouble: string, values: Record<string, string | number> }} MorningItem
 *
 * @typedef {object} CashDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => boolean} refuseIfClosed
 * @property {() => string} newKey
 * @property {(permission: string, act: (approval: object | null) => void) => void} guard
 * @property {(status: CashStatus) => void} showDesk
 * @property {(status: CashStatus, isDayEnd: boolean) => void} askCount
 * @property {(status: CashStatus, count: CountResult | null, isDayEnd: boolean) => void} askEnd
 * @property {(end: DayEnd, onReason: (reason: string) => void) => void} askTerminal asks why a card terminal shows another total
 * @property {(items: MorningItem[], status: CashStatus) => void} showMorning
 * @property {() => boolean} isBusy whether something is under way that a dialog must not cover
 * @property {(report: Report) => void} showReport
 * @property {(key: string) => void} note
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 * @property {() => void} close closes the dialog
 */

/**
 * What it takes to move cash of a kind.
 * @param {string} kind
 */
export function permissionToMove(kind) {
  return kind === 'tips' ? 'pay_out_tips' : 'move_cash';
}

export class CashDesk {
  #delegate;
  /** Whether there may be a float in the drawer, so that what is in it is worth a look. */
  #hasFloat = true;

  /** @param {CashDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** Show the drawer and what can be done with it. */
  async open() {
    const { ask, refuseIfClosed, showDesk } = this.#delegate;
    if (refuseIfClosed()) return;
    await this.#try(async () => showDesk(await ask('/cash')));
  }

  /** After a sale in cash: remind the operator when there is too much in the drawer. */
  async look() {
    const { ask, note } = this.#delegate;
    if (!this.#hasFloat) return;
    try {
      /** @type {CashStatus} */
      const status = await ask('/cash');
      this.#hasFloat = status.is_open;
      if (status.is_above) note('till.cash_too_much');
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error; // a reminder can wait
    }
  }

  /** @param {number} amountMinor */
  async putFloat(amountMinor) {
    this.#hasFloat = true;
    await this.#post('/cash/open', { amount_minor: amountMinor }, 'till.cash_opened');
  }

  /** @param {Movement} movement */
  move(movement) {
    const { guard, newKey } = this.#delegate;
    const key = newKey();
    guard(permissionToMove(movement.kind), (approval) => void this.#post('/cash/move', withApproval({ ...movement, key }, approval), 'till.cash_moved'));
  }

  /** Begin with what comes first: the count of a drawer that has a float, or the report itself. @param {boolean} isDayEnd */
  async begin(isDayEnd) {
    const { ask, askCount, askEnd } = this.#delegate;
    await this.#try(async () => {
      /** @type {CashStatus} */
      const status = await ask('/cash');
      if (status.is_open) askCount(status, isDayEnd);
      else askEnd(status, null, isDayEnd);
    });
  }

  /**
   * Report what was counted; it is never shown what should have been there.
   * @param {Count} count @param {CashStatus} status @param {boolean} isDayEnd
   */
  async count(count, status, isDayEnd) {
    const { ask, askEnd } = this.#delegate;
    await this.#try(async () => askEnd(status, await ask('/cash/count', { body: count }), isDayEnd));
  }

  /**
   * A card terminal that shows another total than the till has is found by the server, so that nobody sees before what it should show.
   * @param {CashStatus} status @param {CountResult | null} count @param {DayEnd} end @param {TerminalResult | null} [terminal]
   */
  closeDay(status, count, end, terminal = null) {
    const { askTerminal, guard } = this.#delegate;
    const body = { ...end, number: status.next_report };
    const permission = count?.above_limit || terminal?.above_limit ? 'accept_difference' : 'close_day';
    guard(permission, (approval) =>
      this.#report('/cash/z', withApproval(body, approval), (details) =>
        askTerminal(end, (reason) => this.closeDay(status, count, { ...end, terminal_reason: reason }, { above_limit: details['above_limit'] === true })),
      ),
    );
  }

  /** Look whether the till is ready; at the first sign-in of a day a dialog waits until nothing is under way. @param {boolean} isAsked */
  async lookAtMorning(isAsked) {
    const { ask, isBusy, note, showMorning } = this.#delegate;
    await this.#try(async () => {
      const [{ items }, status] = await Promise.all([ask('/cash/morning', { timeoutMs: 15000 }), ask('/cash')]);
      const isReady = items.every((/** @type {MorningItem} */ { trouble }) => !trouble);
      if (isAsked || (!isReady && !isBusy())) showMorning(items, status);
      else note(isReady ? 'till.morning_ready' : 'till.morning_later');
    });
  }

  /** @param {CountResult | null} count @param {DayEnd} end */
  handOver(count, end) {
    const { reason, to_bank_minor, bag } = end;
    this.#delegate.guard(count?.above_limit ? 'accept_difference' : 'use_drawer', (approval) =>
      void this.#post('/cash/hand-over', withApproval({ reason, to_bank_minor, bag }, approval), 'till.cash_handed_over'),
    );
  }

  readDay() {
    this.#delegate.guard('read_day', (approval) => this.#report('/cash/x', withApproval({}, approval)));
  }

  /** @param {string} path @param {object} body @param {(details: Record<string, unknown>) => void} [onTerminal] */
  async #report(path, body, onTerminal) {
    const { ask, showReport } = this.#delegate;
    await this.#try(async () => {
      try {
        showReport(await ask(path, { body, timeoutMs: 15000 }));
      } catch (error) {
        if (!onTerminal || !(error instanceof Refusal) || error.code !== 'terminal_differs') throw error;
        onTerminal(error.details);
      }
    });
  }

  /** @param {string} path @param {object} body @param {string} key of the text that reports it */
  async #post(path, body, key) {
    const { ask, close, note } = this.#delegate;
    await this.#try(async () => {
      close(); // before the answer: by then another dialog may be open
      await ask(path, { body });
      note(key);
    });
  }

  /** @param {() => Promise<unknown>} act */
  async #try(act) {
    const { close, onSilence, refuse } = this.#delegate;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof NoAnswer)) throw error;
      close();
      if (error instanceof Refusal) refuse(error);
      else onSilence(error);
    }
  }
}

/** @param {object} body @param {object | null} approval */
function withApproval(body, approval) {
  return approval ? { ...body, approval } : body;
}
