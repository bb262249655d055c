// What stands in place of a till that cannot sell: why, and what to do.

import { button, h, icon } from './dom.js';
import { otherTills } from './menu.js';

export class ClosedPage {
  constructor(till) {
    this.till = till;
    this.element = h('section', { class: 'closed', hidden: true, role: 'status' });
  }

  draw() {
    const { closed, shop, language } = this.till;
    this.element.hidden = !closed;
    const drawn = closed && [closed.code, language, shop?.tills.length].join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.element.replaceChildren(...(closed ? this.content(closed) : []));
  }

  content({ code, message }) {
    const { till } = this;
    const { say } = till;
    const ways = { no_shop: () => this.forNoShop(), unknown_device: () => this.forUnknownTill() };
    const again = button({ label: say('till.try_again'), iconName: 'recall', class: code === 'unknown_device' ? '' : 'primary', onclick: () => till.contact.load() });
    return [
      icon(code === 'no_shop' ? 'basket' : 'alert'),
      h('h2', {}, till.titleOf(code)),
      ...(ways[code]?.() ?? [h('p', {}, message)]),
      again,
    ];
  }

  forNoShop() {
    const { say } = this.till;
    const command = (line, text) => h('div', {}, h('dt', {}, h('code', {}, line)), h('dd', {}, text));
    return [
      h('p', {}, say('till.no_shop_text')),
      h('dl', { class: 'commands' }, command('kassa demo --no-serve', say('till.no_shop_demo')), command(`kassa import products ${say('till.no_shop_file')}`, say('till.no_shop_import'))),
    ];
  }

  forUnknownTill() {
    const { till } = this;
    return [h('p', {}, till.say('till.unknown_till_text', { number: till.id })), h('div', { class: 'choices' }, otherTills(till))];
  }
}
