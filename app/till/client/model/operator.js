// Who works the till, and what they may do.

/**
 * @typedef {object} Person somebody who may sell at this till
 * @property {string} code
 * @property {string} name
 * @property {string[]} may what they are permitted to do at a till
 * @property {boolean} [has_pin]
 *
 * @typedef {Person} Operator whoever is signed in
 *
 * @typedef {object} SignInView what the page of names and the PIN shows
 * @property {'hidden' | 'enrol' | 'people' | 'pin'} stage
 * @property {Person[]} people
 * @property {Person | null} person whose PIN is asked for
 * @property {Person | null} blocked whom somebody else unlocks
 * @property {boolean} badge a badge was read instead of a name chosen
 * @property {number} digits how many digits of the PIN are typed
 * @property {string} message
 * @property {number} seconds until the next try is heard
 * @property {boolean} busy
 */

/**
 * Whether somebody may do something.
 * @param {Person | null} person
 * @param {string} permission
 */
export function may(person, permission) {
  return person?.may.includes(permission) ?? false;
}

/**
 * Who else may do something, and so approve it.
 * @param {Person[]} people
 * @param {Person | null} operator
 * @param {string} permission
 */
export function othersWhoMay(people, operator, permission) {
  return people.filter((each) => may(each, permission) && each.code !== operator?.code);
}

const NAMES_MAX = 3;

/**
 * Whom to ask for what the operator may not do, for the button that does it; empty for somebody who may.
 * @param {import('./text.js').Translate} translate
 * @param {{ operator: Person | null, people: Person[], permission: string }} question
 */
export function whomToAsk(translate, { operator, people, permission }) {
  if (!operator || may(operator, permission)) return '';
  const names = othersWhoMay(people, operator, permission).map((each) => each.name);
  if (!names.length) return translate('till.nobody_approves');
  const more = names.length - NAMES_MAX;
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return more > 0 ? translate('till.who_approves_more', { names: shown, more }) : translate('till.who_approves', { names: shown });
}
