// The words of the screen: one text for each key in one language.

/**
 * @typedef {Record<string, string | string[]>} Words one text by key, or one for each plural form
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Translate
 */

/**
 * Gives the texts of one language by key; `{name}` is filled in, and of two forms the count picks one.
 * @param {Words} words
 * @returns {Translate}
 */
export function makeTranslate(words) {
  return (key, values = {}) => {
    const text = words[key] ?? key;
    const form = Array.isArray(text) ? (text[values.count === 1 ? 0 : text.length - 1] ?? key) : text;
    return form.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/**
 * What stands behind a price: nothing for pieces, "/kg" for kilograms.
 * @param {Translate} translate
 * @param {string} unit
 */
export function perUnit(translate, unit) {
  return unit === 'piece' ? '' : translate(`till.per_${unit}`);
}
