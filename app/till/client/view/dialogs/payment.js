// Questions about a payment: the number on the slip of a terminal of its own, and what two people found out.

import { h, setText } from '../dom.js';
import { hint, onEnter } from './dialogs.js';

const REFERENCE_MAX = 60;
const EVIDENCE_MAX = 120;
const AMOUNT_MAX = 12;

/**
 * The amount is taken on a terminal that is not connected; its slip has a number, and what the customer gave beside it.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {number} amountMinor
 * @param {boolean} takesTips
 * @param {(slip: { reference: string, tipMinor: number }) => void} onSlip
 */
export function askSlip(dialogs, amountMinor, takesTips, onSlip) {
  dialogs.open(({ translate, format }) => {
    const problem = h('p', { class: 'problem', role: 'alert' });
    const give = () => {
      const typed = tip.value.trim();
      const tipMinor = typed ? format.parseMoney(typed) : 0;
      if (tipMinor === null) {
        setText(problem, translate('till.tip_wrong'));
        tip.focus();
        return;
      }
      dialogs.close();
      onSlip({ reference: field.value.trim(), tipMinor });
    };
    const field = textField('slip', REFERENCE_MAX, give);
    const tip = textField('tip', AMOUNT_MAX, give);
    tip.inputMode = 'decimal';
    const tips = takesTips ? [h('label', { for: 'tip' }, translate('till.tip_on_slip')), tip, problem] : [];
    return {
      title: translate('till.own_terminal_title', { amount: format.money(amountMinor) }),
      content: [
        hint(translate('till.own_terminal_hint')),
        ...tips,
        h('label', { for: 'slip' }, translate('till.own_terminal_reference')),
        field,
        h('button', { type: 'button', class: 'button primary', onclick: give }, translate('till.own_terminal_paid')),
      ],
      focus: takesTips ? tip : field,
    };
  });
}

/**
 * What became of a payment that no terminal answers for, and how somebody knows.
 * @param {import('./dialogs.js').Dialogs} dialogs
 * @param {(finding: { state: string, evidence: string }) => void} onFinding
 */
export function askFinding(dialogs, onFinding) {
  const give = (/** @type {string} */ state) => {
    const evidence = field.value.trim();
    if (!evidence) {
      field.focus();
      return;
    }
    dialogs.close();
    onFinding({ state, evidence });
  };
  const field = textField('evidence', EVIDENCE_MAX, () => undefined);
  dialogs.open(({ translate }) => ({
    title: translate('till.decide_title'),
    content: [
      hint(translate('till.decide_hint')),
      h('label', { for: 'evidence' }, translate('till.decide_evidence')),
      field,
      h(
        'div',
        { class: 'choices' },
        h('button', { type: 'button', class: 'button', onclick: () => give('not_charged') }, translate('till.decide_not_charged')),
        h('button', { type: 'button', class: 'button primary', onclick: () => give('approved') }, translate('till.decide_charged')),
      ),
    ],
    focus: field,
  }));
}

/**
 * @param {string} id
 * @param {number} maxlength
 * @param {() => void} onGiven
 */
function textField(id, maxlength, onGiven) {
  return h('input', { id, class: 'field', type: 'text', maxlength, autocomplete: 'off', onkeydown: onEnter(onGiven) });
}
