// How the cash in the drawer is connected to the other parts of a till.

import { CashDesk, permissionToMove } from '../actions/cash_desk.js';
import { randomId } from '../server/stored_queue.js';
import { showCashDesk } from '../view/dialogs/cash.js';
import { askCount } from '../view/dialogs/cash_count.js';
import { askDayEnd, askTerminalReason, showDayReport } from '../view/dialogs/day_end.js';
import { showMorning } from '../view/dialogs/morning.js';
import { whomToAskAt } from './goods_parts.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/**
 * @param {Parts} parts
 * @returns {CashDesk}
 */
export function makeCashDesk(parts) {
  const dialogs = () => parts.view.dialogs;
  return new CashDesk({
    ask: parts.ask,
    refuseIfClosed: () => parts.window.refuseIfClosed(),
    newKey: randomId,
    guard: (permission, act) => parts.approvals.guardRequest(permission, act),
    showDesk: (status) =>
      showCashDesk(dialogs(), status, {
        putFloat: (amountMinor) => void parts.cashDesk.putFloat(amountMinor),
        move: (movement) => parts.cashDesk.move(movement),
        handOver: () => void parts.cashDesk.begin(false),
        lookAtMorning: () => void parts.cashDesk.lookAtMorning(true),
        readDay: () => parts.cashDesk.readDay(),
        closeDay: () => void parts.cashDesk.begin(true),
        whoMayMove: (kind) => whomToAskAt(parts, permissionToMove(kind)),
      }),
    askCount: (status, isDayEnd) => askCount(dialogs(), status.values, (count) => void parts.cashDesk.count(count, status, isDayEnd)),
    askEnd: (status, count, isDayEnd) =>
      askDayEnd(dialogs(), { status, count, isDayEnd }, {
        countAgain: () => void parts.cashDesk.begin(isDayEnd),
        finish: (end) => (isDayEnd ? parts.cashDesk.closeDay(status, count, end) : parts.cashDesk.handOver(count, end)),
      }),
    askTerminal: (end, onReason) => askTerminalReason(dialogs(), end, onReason),
    showMorning: (items, status) =>
      showMorning(dialogs(), { items, status }, { putFloat: (amountMinor) => void parts.cashDesk.putFloat(amountMinor), openDesk: () => void parts.cashDesk.open() }),
    isBusy: () => dialogs().isOpen || parts.signIn.isOpen || parts.checkout.payment !== null || parts.state.view.lines.length > 0,
    showReport: (report) => showDayReport(dialogs(), report),
    note: (key) => {
      parts.view.statusBar.note(key);
      parts.screen.draw();
    },
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
    close: () => dialogs().close(),
  });
}
