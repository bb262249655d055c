// The queue of numbered events between this browser and the server.
//
// An event is numbered and written to localStorage before it is drawn. Events are sent in order, at most
// BATCH_MAX at a time with one request under way; a batch without an answer is sent again unchanged, because the
// server reports what it refused in the answer to the last batch only. The server applies each number once,
// so a repeat is harmless. Its answer drops what it has applied.

import { NoAnswer, Refusal } from './request.js';
import { readQueue, writeQueue } from './stored_queue.js';

/**
 * @typedef {import('../model/basket.js').TillEvent} TillEvent
 * @typedef {import('../model/basket.js').ServerState} ServerState
 * @typedef {import('../model/basket.js').EventProblem} EventProblem
 * @typedef {import('./stored_queue.js').QueuedEvent} QueuedEvent
 *
 * @typedef {object} QueueDelegate
 * @property {(client: string, events: QueuedEvent[]) => Promise<ServerState>} send asks the server and gives its state
 * @property {(state: ServerState) => void} onState
 * @property {() => void} onChange events wait longer or no longer
 * @property {(event: QueuedEvent, refusal: Refusal) => void} onRefused an event was dropped that the server never takes
 * @property {(refusal: Refusal) => void} onSignedOut nobody is signed in who may send events; they wait
 * @property {(event: QueuedEvent) => void} onLate an event is not sent again because it would come too late
 */

const BATCH_MAX = 100;
/** Statuses that say "not like that, ever": the body is malformed or too large. */
const NEVER_TAKEN = new Set([413, 422]);
const NOBODY_SIGNED_IN = 401;
/** What is good at once only: nobody expects it any more when the server is back. It is sent once, or not at all. */
const AT_ONCE = new Set(['open_drawer']);
const isAtOnce = (/** @type {TillEvent} */ event) => AT_ONCE.has(event.kind);
const BACKOFF_FIRST_MS = 150;
const BACKOFF_MAX_MS = 2000;

export class EventQueue {
  #name;
  #delegate;
  #storage;
  /** @type {import('./stored_queue.js').StoredQueue} */
  #stored = { client: '', seq: 0, toldSeq: 0, events: [] };
  #loadedSeq = 0;
  #synced = false; // the server has told its state
  #heldAfter = Infinity; // later events wait until released
  /** Counts up whenever the queue is started or stopped: an answer to an earlier run is no longer ours to take. */
  #run = 0;
  #stopped = false;
  #busy = false;
  #batch = 0; // the last number of the batch that must be repeated as it was; 0 for none
  #batchMax = BATCH_MAX;
  #backoffMs = 0;
  #failingSince = 0;
  /** @type {Refusal | NoAnswer | null} */
  #trouble = null; // why the last batch got no answer
  /** @type {(() => void)[]} */
  #idle = [];
  /** What the server answered last: a problem means one of these. @type {QueuedEvent[]} */
  #judged = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{ name: string, storage?: Pick<Storage, 'getItem' | 'setItem'> } & QueueDelegate} options
   */
  constructor({ name, storage = window.localStorage, ...delegate }) {
    this.#name = name;
    this.#storage = storage;
    this.#delegate = delegate;
  }

  /** Begin to work with what this browser stored. Only the window that owns the till may do so. */
  start() {
    this.#run += 1;
    this.#stopped = this.#busy = this.#synced = false;
    this.#heldAfter = Infinity;
    this.#stored = readQueue(this.#storage, this.#name);
    this.#stored.events = this.#stored.events.filter((event) => !isAtOnce(event));
    this.#loadedSeq = this.#stored.seq;
    this.#save();
  }

  /** Send nothing any more, and take no answer to what was sent: another window may go on with the same events. */
  stop() {
    this.#run += 1;
    clearTimeout(this.#timer);
    this.#answered(); // nothing is asked any more, so nothing fails
    this.#stopped = true;
    this.#busy = false;
  }

  /** The name of this browser; the server counts events by it. Empty before the queue was started. */
  get client() {
    return this.#stored.client;
  }

  get events() {
    return this.#stored.events;
  }

  /** Events that are held back. */
  get heldEvents() {
    return this.events.filter((event) => event.seq > this.#heldAfter);
  }

  /** The number of the newest event. */
  get last() {
    return this.#stored.seq;
  }

  /** How the queue stands; `failingSince` is in ms since 1970 and 0 while all is well. */
  get status() {
    return {
      busy: this.#busy,
      synced: this.#synced,
      failing: this.#backoffMs > 0,
      failingSince: this.#failingSince,
      trouble: this.#trouble,
    };
  }

  /** @param {TillEvent} event */
  add(event) {
    this.#stored.seq += 1;
    this.#stored.events.push({ ...event, seq: this.#stored.seq, since: Date.now() });
    this.#save();
    this.flush();
    return this.#stored.seq;
  }

  /**
   * Take the server's state: drop what it has applied, and never number below what it has seen.
   * @param {ServerState} state
   */
  take(state) {
    const stored = this.#stored;
    if (!this.#synced && state.acked_seq > this.#loadedSeq) {
      // The browser forgot numbers that the server has seen; what was added since then moves behind them.
      const shift = state.acked_seq - this.#loadedSeq;
      for (const event of stored.events) if (event.seq > this.#loadedSeq) event.seq += shift;
      stored.seq += shift;
    }
    this.#synced = true;
    this.#judged = stored.events.filter((event) => event.seq <= state.acked_seq);
    stored.events = stored.events.filter((event) => event.seq > state.acked_seq);
    stored.seq = Math.max(stored.seq, state.acked_seq);
    this.#save();
    this.#delegate.onState(state);
    this.#reportIdle();
  }

  /**
   * Problems that were not reported before, each once, also when an answer was lost and repeated, with the event that was refused.
   * @param {EventProblem[]} problems
   */
  newProblems(problems) {
    const fresh = problems.filter((problem) => problem.seq > (this.#stored.toldSeq ?? 0));
    if (fresh.length) {
      this.#stored.toldSeq = Math.max(...fresh.map((problem) => problem.seq));
      this.#save();
    }
    return fresh.map((problem) => ({ ...problem, event: this.#judged.find(({ seq }) => seq === problem.seq) }));
  }

  /**
   * Resolves when nothing waits but what is held back.
   * @returns {Promise<void>}
   */
  drained() {
    return this.#due.length ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  /**
   * Send no event after the one with number `last`.
   * @param {number} last
   */
  hold(last) {
    this.#heldAfter = last;
  }

  release() {
    this.#heldAfter = Infinity;
    this.flush();
  }

  async flush() {
    if (this.#busy || this.#stopped || !this.#synced || !this.#due.length) return;
    this.#busy = true;
    const run = this.#run;
    const batch = this.#nextBatch();
    try {
      const state = await this.#delegate.send(this.client, batch.map(withoutTime));
      if (run !== this.#run) return;
      this.#batch = 0;
      this.#batchMax = BATCH_MAX;
      this.#answered();
      this.take(state);
    } catch (error) {
      if (run !== this.#run) return;
      this.#failed(batch, error);
    } finally {
      if (run === this.#run) {
        this.#busy = false;
        this.#delegate.onChange();
      }
    }
    if (this.#backoffMs) this.#timer = setTimeout(() => this.flush(), this.#backoffMs);
    else this.flush();
  }

  /** Send now rather than after the pause: the server has just answered something else. */
  hurry() {
    clearTimeout(this.#timer);
    this.flush();
  }

  /** Events that may be sent. */
  get #due() {
    return this.events.filter((event) => event.seq <= this.#heldAfter);
  }

  #save() {
    writeQueue(this.#storage, this.#name, this.#stored);
  }

  #reportIdle() {
    if (!this.#due.length) this.#idle.splice(0).forEach((resolve) => resolve());
  }

  #nextBatch() {
    const due = this.#due;
    const repeated = due.filter((event) => event.seq <= this.#batch);
    const batch = (repeated.length ? repeated : due).slice(0, this.#batchMax);
    this.#batch = batch[batch.length - 1]?.seq ?? 0;
    return batch;
  }

  #answered() {
    this.#backoffMs = this.#failingSince = 0;
    this.#trouble = null;
  }

  /**
   * @param {QueuedEvent[]} batch
   * @param {unknown} error
   */
  #failed(batch, error) {
    if (error instanceof Refusal && NEVER_TAKEN.has(error.status)) this.#refused(batch, error);
    else if (error instanceof Refusal || error instanceof NoAnswer) {
      this.#retryLater(error);
      if (error instanceof Refusal && error.status === NOBODY_SIGNED_IN) this.#delegate.onSignedOut(error);
    } else throw error;
  }

  /** @param {Refusal | NoAnswer} error */
  #retryLater(error) {
    this.#trouble = error;
    this.#failingSince ||= Date.now();
    this.#backoffMs = Math.min(BACKOFF_MAX_MS, (this.#backoffMs || BACKOFF_FIRST_MS / 2) * 2);
    const late = this.events.filter(isAtOnce);
    if (!late.length) return;
    this.#stored.events = this.events.filter((event) => !isAtOnce(event));
    this.#save();
    late.forEach((event) => this.#delegate.onLate(event));
    this.#reportIdle();
  }

  /**
   * The server takes no such batch: try one by one, and drop the one that it does not take.
   * @param {QueuedEvent[]} batch
   * @param {Refusal} refusal
   */
  #refused(batch, refusal) {
    this.#batch = 0;
    this.#answered();
    const [only] = batch;
    if (batch.length > 1 || !only) {
      this.#batchMax = 1;
      return;
    }
    this.#stored.events = this.events.filter((event) => event !== only);
    this.#save();
    this.#delegate.onRefused(only, refusal);
    this.#reportIdle();
  }
}

/** @param {QueuedEvent} event */
function withoutTime({ since: _since, ...event }) {
  return event;
}
