// Which products are meant by a text, and in which order: the rules are in docs/searching.md.

/**
 * @typedef {object} Sought what is compared of a product, all of it plain
 * @property {string} name
 * @property {string} sku
 * @property {string[]} codes its barcodes without zeros in front
 */

/** How a product fits a text, the best first. */
const WHOLE = 0;
const BEGINNING = 1;
const WORDS = 2;
const PARTS = 3;
const LAST_DIGITS = 4;
const DIGITS = 5;
const NOT = Infinity;

/**
 * Small letters without accents, but å, ä and ö stay themselves.
 * @param {string} text
 */
export function plain(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/a\u030a/g, 'å')
    .replace(/a\u0308/g, 'ä')
    .replace(/o\u0308/g, 'ö')
    .replace(/[\u0300-\u036f]/g, '');
}

/**
 * How well a product fits a plain text; Infinity if it does not.
 * @param {Sought} product
 * @param {string} text
 * @param {string[]} words of the text
 */
export function fitOf({ name, sku, codes }, text, words) {
  if (name === text || sku === text || codes.includes(text)) return WHOLE;
  if (name.startsWith(text) || sku.startsWith(text)) return BEGINNING;
  if (words.every((word) => beginsWord(name, word))) return WORDS;
  if (words.every((word) => name.includes(word) || sku.includes(word))) return PARTS;
  if (codes.some((code) => code.endsWith(text))) return LAST_DIGITS;
  const has = (/** @type {string} */ word) => name.includes(word) || sku.includes(word) || codes.some((code) => code.includes(word));
  return words.every(has) ? DIGITS : NOT;
}

/**
 * Whether a word of a name begins so: after anything that is neither letter nor digit.
 * @param {string} name
 * @param {string} beginning
 */
function beginsWord(name, beginning) {
  for (let at = name.indexOf(beginning); at >= 0; at = name.indexOf(beginning, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1] ?? '')) return true;
  }
  return false;
}
