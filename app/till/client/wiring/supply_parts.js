// How eating in and taking away are connected to the other parts.

import { Supply } from '../actions/supply.js';

/**
 * @param {import('./till_parts.js').TillParts} parts
 * @returns {Supply}
 */
export function makeSupply(parts) {
  return new Supply({
    getView: () => parts.state.view,
    record: (event) => parts.window.record(event),
    refuseIn: (key) => parts.refuseIn('supply', key),
  });
}
