// Amounts that a customer is likely to hand over in cash.

/**
 * Amounts to hand over for what is due: exact, then up to the next 10, 50, 100, 500, 1000, or a note of 200; at most four, and none
 * that would give back a whole largest note.
 * @param {number} dueMinor
 * @param {number} unitMinor
 * @param {number | null} [noteMinor]
 */
export function cashKeys(dueMinor, unitMinor, noteMinor = null) {
  const steps = [10, 50, 100, 500, 1000].map((step) => step * unitMinor);
  const note = 200 * unitMinor; // one of these, but nobody counts several
  const amounts = [dueMinor, ...steps.map((step) => Math.ceil(dueMinor / step) * step), ...(dueMinor <= note ? [note] : [])];
  const sensible = amounts.filter((amount) => noteMinor === null || amount - dueMinor < noteMinor);
  return [...new Set(sensible)].sort((a, b) => a - b).slice(0, 4);
}
