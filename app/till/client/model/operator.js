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
 * The names of those who may do something, for a text about whom to ask.
 * @param {Person[]} people
 * @param {string} permission
 */
export function namesOfThoseWhoMay(people, permission) {
  return people.filter((each) => may(each, permission)).map((each) => each.name);
}
