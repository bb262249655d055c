// Checks the square code of a receipt with nothing but the shop's public keys: no server is asked, and none is needed.
//
// The signature is Ed25519 (RFC 8032) over SHA-512 (FIPS 180-4), worked out here with whole numbers, because browsers
// have it only on pages with TLS. Words and keys are in the page's element `receipt-check`.
(() => {
  'use strict';
  const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const SIGNED_BYTES = 39;
  const SIGNATURE_BYTES = 64;
  const LENGTH = Math.ceil(((SIGNED_BYTES + SIGNATURE_BYTES) * 8) / 5);

  // --- SHA-512 ---------------------------------------------------------------------------------------------------
  const WORD = (1n << 64n) - 1n;

  /** The whole part of the root of `value` of a degree, by halving the range. @param {bigint} value @param {bigint} degree */
  function rootOf(value, degree) {
    let low = 0n;
    let high = 1n << 140n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      if (middle ** degree <= value) low = middle;
      else high = middle;
    }
    return low;
  }

  const PRIMES = Array.from({ length: 410 }, (_, number) => number).filter((number) => {
    if (number < 2) return false;
    for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
    return true;
  });
  const BEGIN = PRIMES.slice(0, 8).map((prime) => rootOf(BigInt(prime) << 128n, 2n) & WORD);
  const ROUNDS = PRIMES.slice(0, 80).map((prime) => rootOf(BigInt(prime) << 192n, 3n) & WORD);

  /** @param {bigint} word @param {bigint} by */
  const turned = (word, by) => (word >> by) | ((word << (64n - by)) & WORD);

  /** @param {number[]} bytes */
  function sha512(bytes) {
    const padded = [...bytes, 0x80];
    while (padded.length % 128 !== 112) padded.push(0);
    padded.push(...bytesOf(BigInt(bytes.length) * 8n, 16).reverse());
    let state = BEGIN;
    for (let start = 0; start < padded.length; start += 128) state = afterBlock(state, padded.slice(start, start + 128));
    return state.flatMap((word) => bytesOf(word, 8).reverse());
  }

  /** @param {bigint[]} state @param {number[]} block */
  function afterBlock(state, block) {
    const words = Array.from({ length: 16 }, (_, i) => numberOf(block.slice(i * 8, i * 8 + 8).reverse()));
    for (let i = 16; i < 80; i++) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const first = turned(early, 1n) ^ turned(early, 8n) ^ (early >> 7n);
      const second = turned(late, 19n) ^ turned(late, 61n) ^ (late >> 6n);
      words.push((words[i - 16] + first + words[i - 7] + second) & WORD);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const chosen = (e & f) ^ (~e & WORD & g);
      const most = (a & b) ^ (a & c) ^ (b & c);
      const one = h + (turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n)) + chosen + ROUNDS[i] + words[i];
      const two = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + most;
      [a, b, c, d, e, f, g, h] = [(one + two) & WORD, a, b, c, (d + one) & WORD, e, f, g];
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) & WORD);
  }

  // --- Ed25519 ---------------------------------------------------------------------------------------------------
  const P = (1n << 255n) - 19n;
  const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
  /** @param {bigint} value */
  const mod = (value) => ((value % P) + P) % P;
  const inverse = (/** @type {bigint} */ value) => power(value, P - 2n);
  const D = mod(-121665n * inverse(121666n));
  const HALF_TURN = power(2n, (P - 1n) / 4n);

  /** @param {bigint} base @param {bigint} exponent */
  function power(base, exponent) {
    let result = 1n;
    for (let factor = mod(base), left = exponent; left > 0n; left >>= 1n, factor = (factor * factor) % P) {
      if (left & 1n) result = (result * factor) % P;
    }
    return result;
  }

  /** @typedef {[x: bigint, y: bigint, z: bigint, t: bigint]} Point in extended coordinates */

  /** @param {Point} first @param {Point} second @returns {Point} */
  function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = mod((y1 - x1) * (y2 - x2));
    const b = mod((y1 + x1) * (y2 + x2));
    const c = mod(2n * D * t1 * t2);
    const d = mod(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  /** @param {bigint} times @param {Point} point @returns {Point} */
  function multiple(times, point) {
    /** @type {Point} */
    let result = [0n, 1n, 1n, 0n];
    for (let doubled = point, left = times; left > 0n; left >>= 1n, doubled = add(doubled, doubled)) {
      if (left & 1n) result = add(result, doubled);
    }
    return result;
  }

  /** The point that 32 bytes write, or null. @param {number[]} bytes @returns {Point | null} */
  function pointOf(bytes) {
    const number = numberOf(bytes);
    const [y, sign] = [number & ((1n << 255n) - 1n), number >> 255n];
    if (y >= P) return null;
    const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x) === mod(-u)) x = mod(x * HALF_TURN);
    if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }

  const BASE = /** @type {Point} */ (pointOf(bytesOf(mod(4n * inverse(5n)), 32)));

  /** @param {number[]} key @param {number[]} message @param {number[]} signature */
  function isSigned(key, message, signature) {
    const owner = pointOf(key);
    const [begin, s] = [signature.slice(0, 32), numberOf(signature.slice(32))];
    if (!owner || s >= ORDER) return false;
    const hash = numberOf(sha512([...begin, ...key, ...message])) % ORDER;
    const [x, y, z, t] = owner;
    const [rx, ry, rz] = add(multiple(s, BASE), multiple(hash, [mod(-x), y, z, mod(-t)]));
    const scale = inverse(rz);
    const written = mod(ry * scale) | ((mod(rx * scale) & 1n) << 255n);
    return written === numberOf(begin);
  }

  // --- the code of a receipt -------------------------------------------------------------------------------------
  /** Bytes, the least first. @param {bigint} number @param {number} length */
  function bytesOf(number, length) {
    return Array.from({ length }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
  }

  /** @param {number[]} bytes the least first */
  function numberOf(bytes) {
    return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
  }

  /** @param {number[]} bytes */
  const hexOf = (bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

  /** ISO/IEC 7064, MOD 1271-36. @param {string} text */
  function checkSigns(text) {
    const rest = [...text].reduce((sum, sign) => ((sum + parseInt(sign, 36)) * 36) % 1271, 0);
    const check = (1272 - ((rest * 36) % 1271)) % 1271;
    return (Math.floor(check / 36).toString(36) + (check % 36).toString(36)).toUpperCase();
  }

  /** The signed bytes and the signature of a code, or null. @param {string} text */
  function readCode(text) {
    const found = /KXV[0-9A-Z]+/.exec(text.toUpperCase().replace(/\s+/g, ''))?.[0] ?? '';
    const body = found.slice(3, -2);
    if (body.length !== LENGTH || checkSigns(found.slice(0, -2)) !== found.slice(-2)) return null;
    const places = [...body].map((sign) => SIGNS.indexOf(sign));
    if (places.includes(-1)) return null;
    const number = places.reduce((sum, place) => (sum << 5n) | BigInt(place), 0n);
    if (number >> BigInt(8 * (SIGNED_BYTES + SIGNATURE_BYTES))) return null;
    const bytes = bytesOf(number, SIGNED_BYTES + SIGNATURE_BYTES).reverse();
    return { signed: bytes.slice(0, SIGNED_BYTES), signature: bytes.slice(SIGNED_BYTES) };
  }

  /**
   * What a code states and whether the shop signed it.
   * @param {string} text
   * @param {Record<string, string>} keys public keys by the beginning of their fingerprint
   */
  function check(text, keys) {
    const code = readCode(text);
    if (!code || code.signed[0] !== 1) return { result: 'no_code' };
    const key = keys[hexOf(code.signed.slice(1, 5))];
    if (!key) return { result: 'unknown_key' };
    const keyBytes = (key.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
    const message = [...new TextEncoder().encode(`Kassa receipt 1\n${hexOf(code.signed)}`)];
    if (!isSigned(keyBytes, message, code.signature)) return { result: 'forged' };
    const part = (/** @type {number} */ from, /** @type {number} */ to) => numberOf(code.signed.slice(from, to).reverse());
    return {
      result: 'genuine',
      number: Number(part(13, 17)),
      at: new Date(Number(part(17, 21)) * 1000),
      dueMinor: Number(BigInt.asIntN(40, part(21, 26))),
      currency: String.fromCharCode(...code.signed.slice(26, 29)),
    };
  }

  // --- the page --------------------------------------------------------------------------------------------------
  const data = JSON.parse(document.getElementById('receipt-check')?.textContent ?? '{}');
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById('receipt-code'));
  const answer = document.getElementById('receipt-answer');

  function show() {
    if (!field || !answer) return;
    const found = check(field.value, data.keys);
    answer.dataset.result = found.result;
    const lines = [data.words[found.result]];
    if (found.result === 'genuine') lines.push(...detailsOf(found));
    answer.replaceChildren(
      ...lines.map((line, place) => Object.assign(document.createElement(place ? 'p' : 'h2'), { textContent: line })),
    );
  }

  /** @param {{ number?: number, at?: Date, dueMinor?: number, currency?: string }} found */
  function detailsOf({ number = 0, at = new Date(0), dueMinor = 0, currency = '' }) {
    const money = new Intl.NumberFormat(data.locale, { style: 'currency', currency });
    const { maximumFractionDigits: digits = 2 } = money.resolvedOptions();
    const time = new Intl.DateTimeFormat(data.locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: data.zone });
    const amount = money.format(Math.abs(dueMinor) / 10 ** digits);
    const name = dueMinor < 0 ? data.words.return_receipt : data.words.receipt;
    return [`${name} ${number}`, time.format(at), `${dueMinor < 0 ? data.words.given_back : data.words.paid} ${amount}`];
  }

  document.getElementById('receipt-form')?.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
  const given = decodeURIComponent(location.hash.slice(1));
  if (field && given) {
    field.value = given;
    show();
  }
})();
