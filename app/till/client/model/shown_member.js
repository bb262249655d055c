// A member of the shop, as far as the till shows one.

/**
 * @typedef {{ balance: number, usable: number, value_minor: number, least: number, tier?: string }} Points all of them, those that this basket may use, what one is worth, the fewest at once, and the tier
 * @typedef {{ points: number, used: number, taken_minor: number }} UsedPoints of a basket: at most so many, how many its goods take, and what they take off
 * @typedef {{ occasion: string, points: number, promotion: string, coupon: string, last_day: string }} Offer that the member got: points, or a coupon of a promotion
 * @typedef {{ promotion: number, name: string, points: number, missing: number }} Reward that so many points pay for, of which some may be missing
 * @typedef {{ id: string, number: string, name: string, points?: Points | null, offers?: Offer[], rewards?: Reward[] }} Member whose basket is open; without a name while the server has not answered
 * @typedef {{ id: string, number: string, name: string, contact: string }} MemberFound `contact` is the end of a phone number, or what an address begins with
 * @typedef {{ members: MemberFound[], is_more: boolean }} MemberSearch
 * @typedef {{ name: string, phone: string, email: string, analysis: boolean, offers: boolean }} NewMember who joins, and what they agree to
 *
 * @typedef {object} MemberActs
 * @property {(text: string) => Promise<MemberSearch | null>} find
 * @property {(member: NewMember) => Promise<boolean>} join
 * @property {() => Promise<string>} code the picture of the code with which the customer joins on the own phone, or empty
 * @property {(id: string) => void} choose
 * @property {() => void} remove
 */

/**
 * What is shown until the server has read the card.
 * @param {string} [code]
 * @returns {Member | null}
 */
export const memberOf = (code) => (code ? { id: '', number: '', name: '' } : null);

/**
 * How many points the goods of a basket can take: what they cost, and never more than there are; 0 if too few.
 * @param {Points | null | undefined} points
 * @param {number} grossMinor
 */
export function usablePoints(points, grossMinor) {
  if (!points) return 0;
  const most = Math.min(points.usable, Math.floor(Math.max(0, grossMinor) / points.value_minor));
  return most < points.least ? 0 : most;
}
