// What the operator may not do alone: another person approves it on the same screen, and the server checks that person.

import { may, othersWhoMay } from '../model/operator.js';
import { Refusal } from '../server/request.js';

/**
 * @typedef {import('../model/operator.js').Person} Person
 * @typedef {{ operator?: string, badge?: string, pin?: string, reason: string }} Approver
 *
 * @typedef {object} ApprovalDelegate
 * @property {() => Person | null} getOperator
 * @property {() => Person[]} getPeople
 * @property {(permission: string, people: Person[], onApprove: (approver: Approver) => void) => void} askApproval
 */

/** An approval that nobody signed in for is no fault of the approval. */
const NOBODY_SIGNED_IN = 401;
/** The status of what is never sent again. */
const NEVER_TAKEN = 422;

export class Approvals {
  #delegate;
  /** What was approved and is not sent yet; it is in no storage. @type {{ kind: string, body: object } | null} */
  #pending = null;

  /** @param {ApprovalDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Do something at once, or once somebody who may has approved it.
   * @param {string} permission
   * @param {string} kind the kind of event that needs it
   * @param {(reason: string | null) => void} act gets the reason of the approval, or null if none was needed
   */
  guard(permission, kind, act) {
    this.guardRequest(permission, (approval) => {
      if (approval) this.#pending = { kind, body: approval };
      act(approval?.reason ?? null);
    });
  }

  /**
   * The same for what is a request of its own: it is given the approval to send, or null if none is needed. While the
   * till does not know yet who is signed in, the server decides.
   * @param {string} permission
   * @param {(approval: Approver & { permission: string } | null) => void} act
   */
  guardRequest(permission, act) {
    const { askApproval, getOperator, getPeople } = this.#delegate;
    const operator = getOperator();
    if (!operator || may(operator, permission)) act(null);
    else askApproval(permission, othersWhoMay(getPeople(), operator, permission), (approver) => act({ ...approver, permission }));
  }

  /**
   * Ask for another person who may do this, also where the operator may: two people are needed.
   * @param {string} permission
   * @param {(approval: object) => void} act
   */
  second(permission, act) {
    const { askApproval, getOperator, getPeople } = this.#delegate;
    const others = getPeople().filter((each) => each.may.includes(permission) && each.code !== getOperator()?.code);
    askApproval(permission, others, (approver) => act({ ...approver, permission }));
  }

  /**
   * The same for an event of a kind.
   * @param {string} permission
   * @param {string} kind
   * @param {() => void} act
   */
  secondFor(permission, kind, act) {
    this.second(permission, (approval) => {
      this.#pending = { kind, body: approval };
      act();
    });
  }

  /**
   * Send events, with the approval if one of them needs it. What the server answers about the approval is final: nobody's PIN is
   * sent again.
   * @param {{ kind: string }[]} events
   * @param {(approval: object | null) => Promise<any>} send
   */
  async send(events, send) {
    const pending = events.some(({ kind }) => kind === this.#pending?.kind) ? this.#pending : null;
    try {
      const answer = await send(pending?.body ?? null);
      if (pending) this.#pending = null;
      return answer;
    } catch (error) {
      if (!pending || !(error instanceof Refusal) || error.status === NOBODY_SIGNED_IN) throw error;
      if (events.length === 1) this.#pending = null;
      throw new Refusal(NEVER_TAKEN, { code: error.code, message: error.message, details: error.details });
    }
  }
}
