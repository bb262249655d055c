// The till's contact with the server: everything at first, again and again until it answers, and a pulse from then on.

import { Catalogue } from '../model/catalogue.js';
import { ask, NoAnswer, Refusal } from './request.js';

const AGAIN_MS = 1000;
const PULSE_MS = 2500;
const CATALOGUE_MS = 10 * 60_000;
/** Who only looks on asks under this name. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export class Contact {
  constructor(till) {
    this.till = till;
    this.asking = false; // the last pulse has no answer yet: a slow server is not a lost one
    this.pulse = setInterval(() => this.beat(), PULSE_MS);
    this.renewal = setInterval(() => this.renew(), CATALOGUE_MS);
  }

  /** Everything that a till begins with. A refusal stands until somebody tries again: the same question gets it again. */
  async load() {
    const { till } = this;
    clearTimeout(this.again);
    try {
      await this.fetchAll();
      till.open();
    } catch (error) {
      if (error instanceof Refusal) till.close(error);
      else if (error instanceof NoAnswer) {
        till.connected(false, error);
        this.again = setTimeout(() => this.load(), AGAIN_MS);
      } else throw error;
    }
  }

  async fetchAll() {
    const { till } = this;
    const [shop, goods] = await Promise.allSettled([ask('/tills', { language: till.language }), this.loadCatalogue()]);
    till.shop = shop.value ?? till.shop; // also where this till is refused, the others can be chosen
    const failed = [shop, goods].find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    await this.meet();
  }

  /** The first page is enough to begin: a product that is not here yet is found by the server. */
  async loadCatalogue() {
    const first = await this.page('');
    const whole = new Catalogue(first);
    if (!this.digests) this.show(whole);
    if (first.more) this.quietly(() => this.loadRest(whole, first));
    else this.finish(whole, [first.digest]);
  }

  /** The other pages one after the other, so that the scanner has its turn between them. */
  async loadRest(whole, first) {
    const digests = [first.digest];
    for (let { more } = first; more && !this.stopped; ) {
      const next = await this.page(`?after=${encodeURIComponent(more)}`);
      whole.add(next.products);
      digests.push(next.digest);
      more = next.more;
    }
    if (!this.stopped) this.finish(whole, digests);
  }

  page(query) {
    return this.till.ask(`/catalogue${query}`, { timeoutMs: 20_000 });
  }

  /** Every page is here: show them, unless they are what is shown already. */
  finish(whole, digests) {
    whole.isWhole = true;
    if (digests.join() === this.digests) return;
    this.digests = digests.join();
    if (this.till.catalogue !== whole || digests.length > 1) this.show(whole);
  }

  show(catalogue) {
    this.till.catalogue = catalogue;
    this.till.speak();
  }

  /** The first state after the page appeared: the basket is back, and a payment without an answer is settled. */
  async meet() {
    const { till } = this;
    const state = await till.ask(`?client=${till.queue.client || NOBODY}`);
    if (till.owner) {
      till.queue.take(state);
      await till.checkout.settle(state);
    } else till.take(state);
    const { lines } = till.view;
    if (till.owner && lines.length) till.notices.tell(till.say('till.restored', { count: lines.length }));
    till.queue.flush();
    till.draw();
  }

  async beat() {
    const { till } = this;
    if (till.queue.busy || till.payment || this.asking) {
      till.draw();
      return;
    }
    this.asking = true;
    const question = async () => {
      if (till.owner === false && !till.closed) till.take(await till.ask(`?client=${NOBODY}`));
      else till.printer = (await ask('/health')).printer;
      this.reached();
    };
    await this.quietly(question).finally(() => (this.asking = false));
  }

  /** Prices and products change while the till stands open. */
  async renew() {
    if (!this.till.closed) await this.quietly(() => this.loadCatalogue());
  }

  /** Ask for what can wait: no answer is told by the bar, and a refusal shows that the contact is there. */
  async quietly(question) {
    try {
      await question();
    } catch (error) {
      if (error instanceof NoAnswer) this.till.connected(false, error);
      else if (error instanceof Refusal) this.reached();
      else throw error;
    }
  }

  /** The server has answered; while events wait, only the answer to them tells whether they are kept again. */
  reached() {
    const { queue } = this.till;
    if (queue.backoffMs && queue.events.length) queue.hurry();
    else this.till.connected(true);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.again);
    clearInterval(this.pulse);
    clearInterval(this.renewal);
  }
}
