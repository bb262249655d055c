// The words and numbers of the display, in the shop's language.

/**
 * @typedef {(key: string, values?: Record<string, string>) => string} Translate
 * @typedef {{ translate: Translate, money: (minor: number) => string, quantity: (text: string) => string }} Texts
 */

/**
 * @param {Record<string, string>} words
 * @returns {Translate}
 */
export function makeTranslate(words) {
  return (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/**
 * @param {Translate} translate
 * @param {string} locale such as sv-SE
 * @param {string} currency such as SEK
 * @returns {Texts}
 */
export function makeTexts(translate, locale, currency) {
  const amount = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const factor = 10 ** (amount.resolvedOptions().maximumFractionDigits ?? 2);
  return { translate, money: (minor) => amount.format(minor / factor), quantity: (text) => number.format(Number(text)) };
}
