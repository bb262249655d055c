// Members: found by card, name, phone number or e-mail address, or made one. Whose basket it is, is an event.

import { NoAnswer, Refusal } from '../server/request.js';

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
 * @property {(permission: string, act: (approval: object | null) => void) => void} guard
 * @property {(event: import('../model/basket.js').TillEvent) => boolean} record
 * @property {(key: string) => void} refuseIn
 * @property {(refusal: Refusal) => void} refuse
 * @property {(error: NoAnswer) => void} onSilence
 */

export class Members {
  #delegate;

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
        choose: (id) => this.choose(id),
        remove: () => this.remove(),
      });
    });
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
