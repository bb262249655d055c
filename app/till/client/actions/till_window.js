// This window at its till: whether it may sell, the events that it stores, and what the server answers.

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 * @typedef {import('../model/basket.js').ServerState} ServerState
 * @typedef {Pick<import('../server/event_queue.js').EventQueue,
 *   'add' | 'start' | 'stop' | 'take' | 'flush' | 'hurry' | 'newProblems' | 'events' | 'status'>} WindowQueue
 *
 * @typedef {object} WindowDelegate
 * @property {import('../model/till_state.js').TillState} state
 * @property {WindowQueue} queue
 * @property {() => Promise<void>} load asks the server for everything that a till begins with
 * @property {(state: ServerState) => Promise<void>} settlePayment
 * @property {(event: TillEvent) => boolean} stopCard whether an event holds card data; then it is refused
 * @property {() => void} onScan a scan was stored
 * @property {() => void} onWork something was done to the basket, so the last sale is over
 * @property {() => void} onClosed
 * @property {() => void} onReady
 * @property {(code: string, message: string) => void} refuse
 * @property {(problem: import('../model/basket.js').EventProblem) => void} refuseEvent reports an event that the server refused
 * @property {(key: string, values?: Record<string, string | number>) => void} note
 * @property {(key: string) => string} translate
 * @property {() => void} redraw
 */

export class TillWindow {
  #delegate;
  /** @type {TillEvent[]} */
  #early = []; // what was done before we know whether this window works the till

  /** @param {WindowDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * This window works the till, or only looks on.
   * @param {boolean} owner
   */
  async own(owner) {
    const { load, queue, redraw, state } = this.#delegate;
    state.owner = owner;
    if (owner) queue.start();
    else queue.stop();
    this.#early.splice(0).forEach((event) => this.record(event));
    redraw();
    await load();
  }

  /**
   * Store what was done; tells whether it was taken. What is done while the page of names lies over the till is not.
   * @param {TillEvent} event
   */
  record(event) {
    const { onScan, onWork, queue, redraw, refuse, stopCard, translate, state } = this.#delegate;
    if (this.refuseIfClosed() || stopCard(event)) return false;
    if (state.locked) {
      refuse('elsewhere', translate('till.elsewhere_refused'));
      return false;
    }
    if (event.kind === 'scan') onScan();
    if (state.owner === null) this.#early.push(event);
    else {
      if (this.#changesBasket(event)) onWork();
      queue.add(event);
      redraw();
    }
    return true;
  }

  /**
   * Whether an event surely changes the basket: the change of the last sale stays in sight until then.
   * @param {TillEvent} event
   */
  #changesBasket({ kind, code = '' }) {
    if (kind === 'scan') return this.#delegate.state.catalogue.find(code) !== undefined;
    return kind !== 'open_drawer';
  }

  /** Report that this till cannot sell, if it cannot. */
  refuseIfClosed() {
    const { closed } = this.#delegate.state;
    if (closed) this.#delegate.refuse(closed.code, closed.message);
    return closed !== null;
  }

  /** Everything is there: the till sells. */
  open() {
    this.#delegate.state.closed = null;
    this.connect(true);
    this.#delegate.onReady();
  }

  /**
   * The server says that this till cannot sell. That is no lost contact, and no alarm: it holds until somebody acts.
   * @param {{ code: string, message: string }} refusal
   */
  close({ code, message }) {
    this.#delegate.state.closed = { code, message };
    this.#delegate.onClosed();
    this.#delegate.redraw();
  }

  /**
   * What the server answers to events, or to a window that looks on.
   * @param {ServerState} server
   */
  take(server) {
    const { onWork, queue, redraw, refuseEvent, state } = this.#delegate;
    state.server = server;
    if (state.owner && server.basket?.lines.length) onWork();
    for (const problem of state.owner ? queue.newProblems(server.problems) : []) refuseEvent(problem);
    redraw();
  }

  /**
   * The first state after the page appeared: the basket is back, and a payment without an answer is settled.
   * @param {ServerState} server
   */
  async meet(server) {
    const { note, queue, redraw, settlePayment, state } = this.#delegate;
    if (state.owner) {
      queue.take(server);
      await settlePayment(server);
    } else this.take(server);
    const { length } = state.view.lines;
    if (state.owner && length) note('till.restored', { count: length });
    queue.flush();
    redraw();
  }

  /**
   * @param {boolean} online
   * @param {{ serverMessage: string } | null} [trouble] why there is no contact, with the server's own words if it had any
   */
  connect(online, trouble = null) {
    const { note, redraw, state } = this.#delegate;
    const back = online && !state.online;
    state.online = online;
    state.trouble = online ? null : trouble;
    if (back) note('till.back_online');
    redraw();
  }

  /** The server has answered; while events wait, only the answer to them tells whether they are stored again. */
  reached() {
    const { queue } = this.#delegate;
    if (queue.status.failing && queue.events.length) queue.hurry();
    else this.connect(true);
  }
}
