// The connection with the server: opened again whenever it is lost, and given up when this screen is paired no longer.

/**
 * @typedef {object} Line
 * @property {number} position
 * @property {string} name
 * @property {string} unit
 * @property {string} quantity
 * @property {number} unit_price_minor
 * @property {number} discount_minor
 * @property {number} gross_minor
 * @property {number} deposit_minor
 *
 * @typedef {object} Reading what the server sends: everything that is shown
 * @property {string} company
 * @property {boolean} is_demo
 * @property {string} currency
 * @property {string} message
 * @property {Line[]} lines
 * @property {number} total_minor
 * @property {number} due_minor
 * @property {number} change_minor
 * @property {{ method: string, amount_minor: number }[]} parts
 * @property {number | null} points those of a member, who is named nowhere
 * @property {string} [tier] the name of the member's tier, empty without one
 * @property {string} code the address of a picture, or empty
 * @property {string} join the same of the code with which the customer becomes a member
 * @property {string} receipt the same of the code that opens the receipt on the own phone
 *
 * @typedef {object} ConnectionDelegate
 * @property {(reading: Reading) => void} onReading
 * @property {() => void} onLost
 * @property {() => void} onClosed it never opened, or the server closed it: perhaps this screen is paired no longer
 */

const RETRY_MS = 1000;
/** The server sends something at least every five seconds. */
const SILENCE_MS = 15_000;

export class Connection {
  #delegate;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /** @param {ConnectionDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  open() {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/display/follow`);
    this.#socket = socket;
    this.#listenOn();
    socket.onmessage = ({ data }) => {
      this.#listenOn();
      const reading = JSON.parse(String(data));
      if ('message' in reading) this.#delegate.onReading(reading);
    };
    socket.onclose = () => this.#lose(socket);
  }

  /** Wait for the server for a while longer. */
  #listenOn() {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#silence = setTimeout(() => {
      socket?.close();
      if (socket) this.#lose(socket); // a network that is gone closes nothing
    }, SILENCE_MS);
  }

  /** @param {WebSocket} socket */
  #lose(socket) {
    if (this.#socket !== socket) return;
    this.#socket = null;
    clearTimeout(this.#silence);
    this.#delegate.onLost();
    setTimeout(() => this.#delegate.onClosed(), RETRY_MS);
  }
}
