// A member of the shop, as far as the till shows one.

/**
 * @typedef {{ id: string, number: string, name: string }} Member whose basket is open; without a name while the server has not answered
 * @typedef {{ id: string, number: string, name: string, contact: string }} MemberFound `contact` is the end of a phone number, or what an address begins with
 * @typedef {{ members: MemberFound[], is_more: boolean }} MemberSearch
 * @typedef {{ name: string, phone: string, email: string, analysis: boolean, offers: boolean }} NewMember who joins, and what they agree to
 *
 * @typedef {object} MemberActs
 * @property {(text: string) => Promise<MemberSearch | null>} find
 * @property {(member: NewMember) => Promise<boolean>} join
 * @property {(id: string) => void} choose
 * @property {() => void} remove
 */

/**
 * What is shown until the server has read the card.
 * @param {string} [code]
 * @returns {Member | null}
 */
export const memberOf = (code) => (code ? { id: '', number: '', name: '' } : null);
