// Payment cards: what their numbers and magnetic stripes look like, so that none is ever stored, shown or sent.
//
// `models/card_data.py` has the same rule for the server; one table of cases tests both.

const TRACK_DIGITS_MIN = 8;
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/**
 * Where the numbers of the schemes begin, and how long they are. 14 digits that begin with 4 are no card, but what many
 * systems number goods with.
 * @type {[RegExp, number[]][]}
 */
const SCHEMES = [
  [/^4/, [13, 15, 16, 17, 18, 19]], // Visa
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]], // Mastercard
  [/^3[47]/, [15]], // American Express
  [/^(?:30[0-59]|3[689])/, [14, 15, 16, 17, 18, 19]], // Diners Club
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]], // JCB
  [/^(?:2131|1800)/, [15]], // JCB, earlier
  [/^(?:6|5[0678]|8[12]|220[0-4])/, [16, 17, 18, 19]], // Discover, Maestro, UnionPay, RuPay, Mir
  [/^(?:5018|5020|5038|5612|5893|6304|6759|676[123])/, [13, 14, 15]], // Maestro, short
  [/^(?:9792|8600|9860)/, [16]], // Troy, Uzcard, Humo
];

// On a Swedish keyboard a reader's ; ^ = ? come as ö & ´ _, and a key that only prepares an accent comes not at all.
const TRACKS = [
  /%[A-Za-z]? ?[0-9][0-9 ]{7,}[\^&]/, // track 1
  /[;öÖ+_#!][0-9]{8,}[=´'¨]/, // tracks 2 and 3
  /(?:^|[ ?_])[;öÖ][0-9]{13,}/, // the same without their separator
];
const DECIMAL_SIGN = /^[.,]$/;
const SPACES = /^[ -]{1,3}$/;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Whether a text holds a card number or a track, also in groups, in other scripts' digits or amid other words.
 * @param {string} text
 */
export function hasCardData(text) {
  if ((text.match(/\p{N}/gu) ?? []).length < TRACK_DIGITS_MIN) return false;
  const plain = plainOf(text);
  return TRACKS.some((track) => track.test(plain)) || hasNumber(plain);
}

/**
 * Whether digits have the beginning, the length and the check digit of a card number.
 * @param {string} digits
 */
export function isCardNumber(digits) {
  if (digits.length < CARD_DIGITS_MIN || digits.length > CARD_DIGITS_MAX) return false;
  return SCHEMES.some(([begin, lengths]) => lengths.includes(digits.length) && begin.test(digits)) && isSound(digits);
}

/**
 * Every second digit from the right is doubled (ISO/IEC 7812-1, annex B).
 * @param {string} digits
 */
function isSound(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const value = Number(digits[digits.length - 1 - place]) * (place % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** @param {string} plain */
function hasNumber(plain) {
  const groups = [...plain.matchAll(/[0-9]+/g)];
  return groups.some((group, first) => beginsWithCard(group[0]) || joined(plain, groups, first).some(isCardNumber));
}

/**
 * A card number with its month, its code or a whole track glued to it.
 * @param {string} digits
 */
function beginsWithCard(digits) {
  return (digits.length >= 18 && isCardNumber(digits.slice(0, 15))) || (digits.length >= 19 && isCardNumber(digits.slice(0, 16)));
}

/**
 * The digits of the group at `first`, of that and the next and so on, as long as they can be one number.
 * @param {string} plain
 * @param {RegExpMatchArray[]} groups
 * @param {number} first
 */
function joined(plain, groups, first) {
  const found = [];
  let digits = '';
  let count = 0;
  let end = groups[first].index ?? 0;
  let way = '';
  for (const { 0: group, index: begin = 0 } of groups.slice(first, first + CARD_DIGITS_MAX)) {
    const gap = gapOf(plain.slice(end, begin));
    way ||= gap;
    if (digits && (!gap || gap !== way)) break;
    digits += group;
    if (digits.length > CARD_DIGITS_MAX) break;
    count += 1;
    if (!DECIMAL_SIGN.test(way) || count !== 2) found.push(digits); // two groups are a number with decimals
    end = begin + group.length;
  }
  return found;
}

/**
 * How two groups of digits are apart; empty if they belong to different numbers.
 * @param {string} between
 */
function gapOf(between) {
  if (SPACES.test(between)) return ' ';
  return [...between].length === 1 && !WORD.test(between) ? between : '';
}

/**
 * The text in ASCII digits, plain spaces and dashes, without invisible signs.
 * @param {string} text
 */
function plainOf(text) {
  return [...text].map((sign) => (/[ -~´¨]/.test(sign) ? sign : [...sign.normalize('NFKC')].map(plainSign).join(''))).join('');
}

/** @param {string} sign */
function plainSign(sign) {
  if (/\s/.test(sign)) return ' ';
  if (/\p{Nd}/u.test(sign)) return String(digitOf(sign));
  if (/\p{Pd}/u.test(sign)) return '-';
  return /[\p{C}\p{Mn}\p{Me}]/u.test(sign) ? '' : sign;
}

/**
 * The digits of a script follow one another, zero first.
 * @param {string} sign
 */
function digitOf(sign) {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}
