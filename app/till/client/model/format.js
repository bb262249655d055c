// How amounts, quantities and times are written and read.

/** @typedef {ReturnType<typeof makeFormat>} Format */

/**
 * Formatters for one language and currency.
 * @param {string} locale such as sv-SE
 * @param {string} currency such as SEK
 * @param {string} [zone] such as Europe/Stockholm, else the browser's
 */
export function makeFormat(locale, currency, zone) {
  const money = /** @type {const} */ ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const exact = new Intl.NumberFormat(locale, money);
  const whole = new Intl.NumberFormat(locale, { ...money, maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const dayAndTime = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone });
  const digits = exact.resolvedOptions().maximumFractionDigits ?? 2;
  const factor = 10 ** digits;
  const decimal = exact.formatToParts(0.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return {
    decimal,
    factor,
    money: (/** @type {number} */ minor) => exact.format(minor / factor),
    /** Without decimals where there are none to show: keys read faster so. */
    shortMoney: (/** @type {number} */ minor) => (minor % factor ? exact : whole).format(minor / factor),
    /** As somebody types it: 1250 is "12,50", and 5000 is "50". */
    typed(/** @type {number} */ minor) {
      const rest = minor % factor ? decimal + String(minor % factor).padStart(digits, '0') : '';
      return Math.floor(minor / factor) + rest;
    },
    quantity: (/** @type {number} */ milli) => number.format(milli / 1000),
    /** The day and the time. */
    moment: (/** @type {number | string} */ at) => dayAndTime.format(new Date(at)),
    time: (/** @type {number | string} */ at) => clock.format(new Date(at)),
    /** Typed text to minor units: "12,50" and "12.5" are 1250; null for text that is no amount. */
    parseMoney(/** @type {string} */ text) {
      const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.replace(/\s/g, ''));
      const fraction = match?.[2] ?? '';
      if (!match || fraction.length > digits) return null;
      return Number(match[1]) * factor + Number(fraction.padEnd(digits, '0') || 0);
    },
  };
}

/**
 * Thousandths of "1.25" or "1,25"; null for text that is no quantity.
 * @param {string} text
 */
export function parseQuantity(text) {
  const match = /^(\d{1,4})(?:[.,](\d{0,3}))?$/.exec(text.trim());
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0') || 0) : null;
}

/**
 * The text of thousandths as the server takes it: 1250 is "1.25".
 * @param {number} milli
 */
export function writeQuantity(milli) {
  return String(milli / 1000);
}
