// How amounts, quantities and times are written.

/** Formatters for one language and currency; `locale` is such as sv-SE, `zone` such as Europe/Stockholm or else the browser's. */
export function makeFormat(locale, currency, zone) {
  const exact = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const whole = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  const digits = exact.resolvedOptions().maximumFractionDigits;
  const factor = 10 ** digits;
  const decimal = exact.formatToParts(0.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return {
    decimal,
    factor,
    money: (minor) => exact.format(minor / factor),
    /** Without decimals where there are none to show: keys read faster so. */
    shortMoney: (minor) => (minor % factor ? exact : whole).format(minor / factor),
    /** As somebody types it: 1250 is "12,50", and 5000 is "50". */
    typed(minor) {
      const rest = minor % factor ? decimal + String(minor % factor).padStart(digits, '0') : '';
      return Math.floor(minor / factor) + rest;
    },
    quantity: (milli) => number.format(milli / 1000),
    time: (iso) => clock.format(new Date(iso)),
    /** Typed text to minor units: "12,50" and "12.5" are 1250; null for what is no amount. */
    parseMoney(text) {
      const match = /^(\d{1,9})(?:[.,](\d*))?$/.exec(text.replace(/\s/g, ''));
      if (!match || (match[2] ?? '').length > digits) return null;
      return Number(match[1]) * factor + Number((match[2] ?? '').padEnd(digits, '0') || 0);
    },
  };
}

/** Thousandths of "1.25" or "1,25"; null for what is no quantity. */
export function parseQuantity(text) {
  const match = /^(\d{1,4})(?:[.,](\d{0,3}))?$/.exec(String(text).trim());
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0') || 0) : null;
}

/** The text of thousandths as the interface takes it: 1250 is "1.25". */
export function writeQuantity(milli) {
  return String(milli / 1000);
}

/** Texts by key in one language; `{name}` is filled in, and of two forms the count picks one. */
export function makeSay(texts) {
  return (key, values = {}) => {
    const text = texts[key] ?? key;
    const form = Array.isArray(text) ? text[values.count === 1 ? 0 : text.length - 1] : text;
    return form.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
}

/** A name for a narrow place: a number stays with its unit, as in 500 g and 12-p. */
export function tied(name) {
  return name.replace(/(\d) (?=[\p{L}%]{1,3}(?!\p{L}))/gu, '$1\u00a0').replace(/(\d)-(?=p\b)/g, '$1\u2011');
}

// Letters that stay together: one sound (ck, sj), or the usual beginning of a syllable (br, mj).
const TOGETHER = 'c(?=[hk])|n(?=g)|s(?=[hjk])|t(?=j)|[bdfgkpt](?=r)|[bfgkp](?=l)|[bfmp](?=j)';
const SYLLABLE = '(?:[bdfgkpt]r|[bfgkp]l|[bfmp]j|[bcdfghjklmnpqrstvwxz])[aeiouyåäöéè]';
const JOINT = new RegExp(`(?<=\\p{L}{3})(?<!${TOGETHER})(?=${SYLLABLE}\\p{L})`, 'giu');

/** A name whose long words may be divided between syllables, also where the browser has no dictionary of the language. */
export function divisible(name) {
  return name.replace(/\p{L}{10,}/gu, (word) => word.replace(JOINT, '\u00ad'));
}

/** What stands behind a price: nothing for pieces, "/kg" for kilograms. */
export function perUnit(say, unit) {
  return unit === 'piece' ? '' : say(`till.per_${unit}`);
}
