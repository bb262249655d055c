// How orders of the web shop are connected to the other parts.

import { WebOrders } from '../actions/web_orders.js';
import { listWebOrders, showWebOrder } from '../view/dialogs/web_orders.js';

/**
 * @param {import('./till_parts.js').TillParts} parts
 * @returns {WebOrders}
 */
export function makeWebOrders(parts) {
  return new WebOrders({
    ask: parts.ask,
    getObstacle: () => {
      if (parts.training.isOn) return 'till.web_orders_training';
      if (parts.state.locked || parts.checkout.payment) return 'till.web_orders_busy';
      return parts.state.online && parts.state.operator ? null : 'till.web_orders_offline';
    },
    showList: (orders, acts) => listWebOrders(parts.view.dialogs, orders, acts),
    showOrder: (order, acts) => showWebOrder(parts.view.dialogs, order, (code) => parts.state.catalogue.find(code)?.sku, acts),
    record: (event) => parts.window.record(event),
    onSold: (sale) => parts.paying.sold(sale),
    refresh: async () => {
      const { last } = parts.queue;
      const state = await parts.ask(`?client=${parts.queue.client}`);
      if (last === parts.queue.last && !parts.queue.status.busy) parts.queue.take(state);
    },
    onWaiting: (waiting) => {
      parts.state.webOrders = waiting;
      parts.screen.draw();
    },
    onArrival: () => {
      parts.sound.arrived();
      parts.view.statusBar.note('till.web_order_came');
      parts.screen.draw();
    },
    note: (key, values) => parts.view.statusBar.note(key, values),
    closeDialogs: () => parts.view.dialogs.close(),
    refuseIn: (key) => parts.refuseIn('web_orders', key),
    refuse: (refusal) => parts.refuse(refusal.code, refusal.message, refusal),
    onSilence: (error) => parts.window.connect(false, error),
  });
}
