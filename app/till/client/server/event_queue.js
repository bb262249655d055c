// The queue of numbered events between this browser and the server.
//
// An event is numbered and written to localStorage before it is drawn. Events are sent in order, at most
// BATCH_MAX at a time with one request under way; what got no answer is sent again unchanged, because the
// server tells what it refused in the answer to the last batch only. The server applies each number once,
// so a repeat is harmless. Its answer drops what it has applied.

import { NoAnswer, Refusal } from './request.js';

const BATCH_MAX = 100;
/** Statuses that say "not like that, ever": the body is malformed or too large. */
const NEVER_TAKEN = new Set([413, 422]);
/** What is good at once only: nobody expects it any more when the server is back. It is sent once, or not at all. */
const AT_ONCE = new Set(['open_drawer']);
const isAtOnce = (event) => AT_ONCE.has(event.kind);
const BACKOFF_FIRST_MS = 150;
const BACKOFF_MAX_MS = 2000;

export class EventQueue {
  /**
   * `send(client, events)` asks the server and gives its state, `onState(state)` draws it,
   * `onChange()` is called when events wait longer or no longer, `onRefused(event, refusal)` when one was dropped, and
   * `onLate(event)` when one is not sent again because it would come too late.
   */
  constructor({ name, send, onState, onChange, onRefused, onLate = () => {}, storage = window.localStorage }) {
    Object.assign(this, { name, send, onState, onChange, onRefused, onLate, storage });
    this.heldAfter = Infinity; // later events wait until released
    this.stopped = false; // another window has the till
    this.busy = false;
    this.batch = 0; // the last number of the batch that must be repeated as it was; 0 for none
    this.batchMax = BATCH_MAX;
    this.backoffMs = 0;
    this.failingSince = 0;
    this.trouble = null; // why the last batch got no answer
    this.idle = [];
    this.kept = { client: '', seq: 0, toldSeq: 0, events: [] };
    this.synced = false;
  }

  /** Begin to work: take up what this browser kept. Only the window that owns the till may do so. */
  open() {
    this.heldAfter = Infinity;
    this.stopped = false;
    let kept = null;
    try {
      kept = JSON.parse(this.storage.getItem(this.name));
    } catch {
      // Damaged by the browser: begin anew under another name, what was sent stands in the store.
    }
    const sound = kept && typeof kept.client === 'string' && Number.isInteger(kept.seq) && Array.isArray(kept.events);
    this.kept = sound ? kept : { client: newClient(), seq: 0, toldSeq: 0, events: [] };
    this.kept.events = this.kept.events.filter((event) => !isAtOnce(event));
    this.loadedSeq = this.kept.seq;
    this.synced = false;
    this.save();
  }

  get client() {
    return this.kept.client;
  }

  get events() {
    return this.kept.events;
  }

  /** What may be sent. */
  get due() {
    return this.events.filter((event) => event.seq <= this.heldAfter);
  }

  /** What is held back. */
  get later() {
    return this.events.filter((event) => event.seq > this.heldAfter);
  }

  /** The number of the newest event. */
  get last() {
    return this.kept.seq;
  }

  save() {
    try {
      this.storage.setItem(this.name, JSON.stringify(this.kept));
    } catch {
      // A full disk: the events still wait in memory and reach the server, they only would not survive a reload.
    }
  }

  add(event) {
    this.kept.seq += 1;
    this.kept.events.push({ ...event, seq: this.kept.seq, since: Date.now() });
    this.save();
    this.flush();
    return this.kept.seq;
  }

  /** Take the server's state: drop what it has applied, and never number below what it has seen. */
  take(state) {
    const { kept } = this;
    if (!this.synced && state.acked_seq > this.loadedSeq) {
      // The browser forgot numbers that the server has seen; what was added since then moves behind them.
      const shift = state.acked_seq - this.loadedSeq;
      for (const event of kept.events) if (event.seq > this.loadedSeq) event.seq += shift;
      kept.seq += shift;
    }
    this.synced = true;
    kept.events = kept.events.filter((event) => event.seq > state.acked_seq);
    kept.seq = Math.max(kept.seq, state.acked_seq);
    this.save();
    this.onState(state);
    this.tellIdle();
  }

  tellIdle() {
    if (!this.due.length) this.idle.splice(0).forEach((resolve) => resolve());
  }

  /** Problems that were not told before, each once, also when an answer was lost and repeated. */
  untold(problems) {
    const fresh = problems.filter((problem) => problem.seq > (this.kept.toldSeq ?? 0));
    if (fresh.length) {
      this.kept.toldSeq = Math.max(...fresh.map((problem) => problem.seq));
      this.save();
    }
    return fresh;
  }

  /** Resolves when nothing waits but what is held back. */
  drained() {
    return this.due.length ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  /** Send no event after the one with number `last`. */
  hold(last) {
    this.heldAfter = last;
  }

  release() {
    this.heldAfter = Infinity;
    this.flush();
  }

  async flush() {
    if (this.busy || this.stopped || !this.synced || !this.due.length) return;
    this.busy = true;
    const batch = this.nextBatch();
    try {
      const state = await this.send(this.client, batch.map(wireEvent));
      this.batch = 0;
      this.batchMax = BATCH_MAX;
      this.answered();
      this.take(state);
    } catch (error) {
      if (error instanceof Refusal && NEVER_TAKEN.has(error.status)) this.refused(batch, error);
      else if (error instanceof Refusal || error instanceof NoAnswer) this.failed(error);
      else throw error;
    } finally {
      this.busy = false;
      this.onChange();
    }
    if (this.backoffMs) this.timer = setTimeout(() => this.flush(), this.backoffMs);
    else this.flush();
  }

  nextBatch() {
    const { due } = this;
    const repeated = due.filter((event) => event.seq <= this.batch);
    const batch = (repeated.length ? repeated : due).slice(0, this.batchMax);
    this.batch = batch[batch.length - 1].seq;
    return batch;
  }

  answered() {
    this.backoffMs = this.failingSince = 0;
    this.trouble = null;
  }

  failed(error) {
    this.trouble = error;
    this.failingSince ||= Date.now();
    this.backoffMs = Math.min(BACKOFF_MAX_MS, (this.backoffMs || BACKOFF_FIRST_MS / 2) * 2);
    const late = this.events.filter(isAtOnce);
    if (!late.length) return;
    this.kept.events = this.events.filter((event) => !isAtOnce(event));
    this.save();
    late.forEach((event) => this.onLate(event));
    this.tellIdle();
  }

  /** The server takes no such batch: try one by one, and drop the one that it does not take. */
  refused(batch, refusal) {
    this.batch = 0;
    this.answered();
    if (batch.length > 1) {
      this.batchMax = 1;
      return;
    }
    this.kept.events = this.events.filter((event) => event !== batch[0]);
    this.save();
    this.onRefused(batch[0], refusal);
    this.tellIdle();
  }

  /** Send now rather than after the pause: the server has just answered something else. */
  hurry() {
    clearTimeout(this.timer);
    this.flush();
  }

  stop() {
    clearTimeout(this.timer);
    this.answered(); // nothing is asked any more, so nothing fails
    this.stopped = true;
  }
}

function wireEvent({ since, ...event }) {
  return event;
}

/** A random name for this browser; made by hand, because randomUUID needs a secure page. */
function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-');
}
