// One window works a till; another one only looks on. Without that, two windows would share one queue.

/**
 * Asks to be the window that works. `onOwner(true)` is called when we are it, `onOwner(false)` when another
 * window is or has taken over. Web Locks need a secure page (https or localhost); elsewhere windows ask each other.
 */
export class WindowLock {
  constructor(name, onOwner) {
    this.name = name;
    this.onOwner = onOwner;
    this.ask({ ifAvailable: true });
  }

  /** Take the till over from the other window. */
  takeOver() {
    this.ask({ steal: true });
  }

  ask(options) {
    if (!navigator.locks) {
      this.askByChannel(options.steal === true);
      return;
    }
    navigator.locks
      .request(this.name, options, (lock) => {
        this.onOwner(lock !== null);
        return lock && new Promise((resolve) => (this.release = resolve));
      })
      .catch(() => this.onOwner(false)); // another window took it from us
  }

  askByChannel(steal) {
    this.release?.();
    const me = Math.random();
    const channel = new BroadcastChannel(this.name);
    let owner = false;
    channel.onmessage = ({ data }) => {
      if (data.from === me) return;
      if (data.kind === 'taken' || data.kind === 'here') {
        owner = false;
        clearTimeout(waiting);
        this.onOwner(false);
      } else if (owner) channel.postMessage({ kind: 'here', from: me });
    };
    channel.postMessage({ kind: steal ? 'taken' : 'anybody', from: me });
    const waiting = setTimeout(() => this.onOwner((owner = true)), steal ? 0 : 200);
    this.release = () => channel.close();
  }

  stop() {
    this.release?.();
  }
}
