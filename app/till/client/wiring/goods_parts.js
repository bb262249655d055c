// How what is made and shown beside the selling is connected to the other parts: new products.

import { NewProduct } from '../actions/new_product.js';
import { whomToAsk } from '../model/operator.js';
import { askNewProduct } from '../view/dialogs/new_product.js';

/** @typedef {import('./till_parts.js').TillParts} Parts */

/** @param {Parts} parts @param {string} permission */
export function whomToAskAt(parts, permission) {
  const { operator } = parts.state;
  return whomToAsk((key, values) => parts.screen.translate(key, values), { operator, people: parts.signIn.people, permission });
}

/**
 * @param {Parts} parts
 * @returns {NewProduct}
 */
export function makeNewProduct(parts) {
  const permission = 'create_product_at_till';
  return new NewProduct({
    ask: parts.ask,
    askDetails: (question, answer) => {
      const whoMay = whomToAskAt(parts, permission);
      askNewProduct(parts.view.dialogs, { ...question, language: parts.screen.language, whoMay }, answer);
    },
    guard: (act) => parts.approvals.guardRequest(permission, act),
    onMade: (row) => {
      parts.state.catalogue.add([row]);
      parts.screen.fill();
    },
    scan: (code) => parts.selling.add(code, 1000),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
    translate: (key) => parts.screen.translate(key),
  });
}
