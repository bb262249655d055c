// The numbered events of this browser, as they lie in its storage.

/**
 * @typedef {import('../model/basket.js').TillEvent & { seq: number, since?: number }} QueuedEvent
 *
 * @typedef {object} StoredQueue
 * @property {string} client the random name of this browser
 * @property {number} seq the number of the newest event
 * @property {number} toldSeq the number of the newest event whose problem was reported
 * @property {QueuedEvent[]} events
 */

/** @returns {StoredQueue} */
function emptyQueue() {
  return { client: randomId(), seq: 0, toldSeq: 0, events: [] };
}

/**
 * The queue in `storage`; an empty one under another name where it was damaged: what was sent is in the store.
 * @param {Pick<Storage, 'getItem'>} storage
 * @param {string} name
 * @returns {StoredQueue}
 */
export function readQueue(storage, name) {
  try {
    const read = JSON.parse(storage.getItem(name) ?? 'null');
    const sound = read && typeof read.client === 'string' && Number.isInteger(read.seq) && Array.isArray(read.events);
    return sound ? read : emptyQueue();
  } catch {
    return emptyQueue();
  }
}

/**
 * @param {Pick<Storage, 'setItem'>} storage
 * @param {string} name
 * @param {StoredQueue} queue
 */
export function writeQueue(storage, name, queue) {
  try {
    storage.setItem(name, JSON.stringify(queue));
  } catch {
    // A full disk: the events still wait here and reach the server, they only would not survive a reload.
  }
}

/** A random id, such as the name of this browser; made by hand, because randomUUID needs a secure page. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-');
}
