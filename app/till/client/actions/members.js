// Members: found by card, name, phone number or e-mail address, or made one. Whose basket it is, is an event.

import { usablePoints } from '../model/shown_member.js';
import { NoAnswer, Refusal } from '../server/request.js';

/** Nobody gives points or prices of members to themselves. */
const APPROVE = 'approve_discounts';

/**
 * @typedef {import('../model/shown_member.js').MemberSearch} MemberSearch
 * @typedef {import('../model/shown_member.js').NewMember} NewMember
 *
 * @typedef {object} MembersDelegate
 * @property {import('../server/request.js').Ask} ask
 * @property {() => import('../model/basket.js').View} getView
 * @property {() => string | null} getObstacle the key of the text why no member can be chosen now
 * @property {() => string | null} getSearchObstacle the same for looking for one, which takes the server
 * @property {(member: import('../model/shown_member.js').Member | null, acts: import('../model/shown_member.js').MemberActs) => void} askMember
 * @property {(question: { points: import('../model/shown_member.js').Points, most: number }, onUse: (points: number) => void) => void} askPoints
 * @property {(permission: string, kind: string, act: () => void) => void} second
 * @property {(permission: string, act: (approval: object | null) => void) => void} guard
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 * @property {() => Promise<void>} refresh take the server's state, unless something was recorded meanwhile
 */

export class Members {
  #delegate;
  #isJoiningOff = false; // the shop lets nobody join on the own phone, as far as this page knows

  /** @param {MembersDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * The basket is that of a member from now on, or of nobody known.
   * @param {string} code of the card that was scanned, the member's id, or empty
   */
  choose(code) {
    const { getObstacle, record, refuseIn } = this.#delegate;
    const obstacle = getObstacle();
    if (obstacle) refuseIn(obstacle);
    else record({ kind: 'choose_member', code });
  }

  remove() {
    this.choose('');
  }

  /** Ask how many points the member uses. */
  openPoints() {
    const { askPoints, getView } = this.#delegate;
    const { grossMinor, member } = getView();
    const most = usablePoints(member?.points, grossMinor);
    if (!this.#refusePoints() && member?.points && most) askPoints({ points: member.points, most }, (points) => this.usePoints(points));
  }

  /**
   * The member uses so many points, or with 0 none.
   * @param {number} points
   */
  usePoints(points) {
    if (!this.#refusePoints()) this.#delegate.record({ kind: 'use_points', points });
  }

  /**
   * The member takes the reward of a promotion for points.
   * @param {string} promotion its number
   */
  takeReward(promotion) {
    if (!this.#refusePoints()) this.#delegate.record({ kind: 'take_reward', code: promotion });
  }

  /**
   * What the banner offers where the operator's own card was read: another person approves it.
   * @param {{ code: string, event?: import('../model/basket.js').TillEvent }} problem
   */
  offer({ code, event }) {
    if (code !== 'not_permitted' || event?.kind !== 'choose_member') return null;
    return { key: 'till.member_approve', act: () => this.#delegate.second(APPROVE, event.kind, () => this.#delegate.record({ ...event })) };
  }

  #refusePoints() {
    const { getObstacle, getSearchObstacle, refuseIn } = this.#delegate;
    const obstacle = getObstacle() ?? (getSearchObstacle() && 'till.points_offline');
    if (obstacle) refuseIn(obstacle);
    return obstacle !== null;
  }

  /** Ask whom the operator looks for. */
  open() {
    const { askMember, getObstacle, getSearchObstacle, getView, guard, refuseIn } = this.#delegate;
    const obstacle = getObstacle() ?? getSearchObstacle();
    if (obstacle) {
      refuseIn(obstacle);
      return;
    }
    guard('find_members', (approval) => {
      askMember(getView().member, {
        find: (text) => this.#try('/members/find', { text }, approval),
        join: async (member) => {
          const made = await this.#try('/members', member, approval);
          if (made) this.choose(made.id);
          return made !== null;
        },
        code: () => this.#code(),
        choose: (id) => this.choose(id),
        remove: () => this.remove(),
      });
    });
  }

  /** Whether the customer of the open basket became a member meanwhile, on the own phone. */
  async lookForJoined() {
    const { ask, getObstacle, getView, refresh } = this.#delegate;
    const { lines, member } = getView();
    if (this.#isJoiningOff || !lines.length || member || getObstacle()) return;
    const answer = await ask('/members/joined');
    this.#isJoiningOff = !answer.is_open;
    if (answer.has_member) await refresh();
  }

  /** The picture of the code to join with; whatever goes wrong, it is only not offered. */
  async #code() {
    try {
      return (await this.#delegate.ask('/members/code')).code;
    } catch (error) {
      if (error instanceof Refusal || error instanceof NoAnswer) return '';
      throw error;
    }
  }

  /**
   * The server's answer; null if it refused or did not answer.
   * @param {string} path
   * @param {Record<string, unknown>} body
   * @param {object | null} approval
   */
  async #try(path, body, approval) {
    const { ask, onSilence, refuse } = this.#delegate;
    try {
      return await ask(path, { body: approval ? { ...body, approval } : body });
    } catch (error) {
      if (error instanceof Refusal) refuse(error);
      else if (error instanceof NoAnswer) onSilence(error);
      else throw error;
      return null;
    }
  }
}
