// How a product's name is broken in a narrow place.

/**
 * Ties a number to its unit, as in 500 g and 12-p.
 * @param {string} name
 */
export function tied(name) {
  return name.replace(/(\d) (?=[\p{L}%]{1,3}(?!\p{L}))/gu, '$1\u00a0').replace(/(\d)-(?=p\b)/g, '$1\u2011');
}

// Letters that stay together: one sound (ck, sj), or the usual beginning of a syllable (br, mj).
const TOGETHER = 'c(?=[hk])|n(?=g)|s(?=[hjk])|t(?=j)|[bdfgkpt](?=r)|[bfgkp](?=l)|[bfmp](?=j)';
const SYLLABLE = '(?:[bdfgkpt]r|[bfgkp]l|[bfmp]j|[bcdfghjklmnpqrstvwxz])[aeiouyåäöéè]';
const JOINT = new RegExp(`(?<=\\p{L}{3})(?<!${TOGETHER})(?=${SYLLABLE}\\p{L})`, 'giu');

/**
 * A name whose long words may be divided between syllables, also where the browser has no dictionary of the language.
 * @param {string} name
 */
export function divisible(name) {
  return name.replace(/\p{L}{10,}/gu, (word) => word.replace(JOINT, '\u00ad'));
}
