// How printing before payment and practising are connected to the other parts.

import { BeforePayment } from '../actions/before_payment.js';
import { Training } from '../actions/training.js';
import { ask } from '../server/request.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/** The address of a page that practises has this. */
const TRAINING = 'training';

export function isTrainingPage() {
  return new URLSearchParams(location.search).has(TRAINING);
}

/**
 * @param {Parts} parts
 * @returns {BeforePayment}
 */
export function makeBeforePayment(parts) {
  return new BeforePayment({
    ask: parts.ask,
    allSent: () => parts.queue.drained(),
    getBasketId: () => (parts.state.view.lines.length ? (parts.state.server.basket?.id ?? 0) : 0),
    note: (key) => {
      parts.view.statusBar.note(key);
      parts.screen.draw();
    },
    refuseIn: (key) => parts.refuseIn('pro_forma', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/**
 * @param {Parts} parts
 * @returns {Training}
 */
export function makeTraining(parts) {
  return new Training(isTrainingPage(), {
    ask: (path, options) => ask(`/till/${parts.till}${path}`, { language: parts.screen.language, ...options }),
    guard: (act) => parts.approvals.guardRequest('train', act),
    isBusy: () => parts.state.view.lines.length > 0 || parts.state.view.returned !== null || parts.checkout.payment !== null,
    reload: (isTraining) => location.replace(addressOf(parts.till, isTraining)),
    translate: (key) => parts.screen.translate(key),
    refuseIn: (key) => parts.refuseIn('training', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}

/** @param {number} till @param {boolean} isTraining */
function addressOf(till, isTraining) {
  const query = new URLSearchParams(location.search);
  query.set('till', String(till));
  if (isTraining) query.set(TRAINING, '1');
  else query.delete(TRAINING);
  return `?${query}`;
}
