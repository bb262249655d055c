// What the operator sees: the server's basket with the events on top that it has not answered yet.
// The server prices. What is computed here is provisional and stands for a few milliseconds.

/** No line holds more: 9 999 pieces, kilograms, litres or metres. */
export const LINE_MILLI_MAX = 9_999_000;

/** An empty till, before the first answer. */
export const NOTHING = { basket: null, parked: [], problems: [], acked_seq: 0 };

/**
 * The view of `state` after `events`:
 * {id, lines, unresolved, grossMinor, cashDueMinor, taxMinor, discountMinor, parked, settled, lastSku}.
 * A line is {position, sku, name, unit, milli, unitPriceMinor, discountMinor, grossMinor, pending, sure}; `sure` is
 * false while its position may still change, and then it cannot be edited.
 */
export function lookAt(state, events, catalogue, cashStep = 1) {
  const view = begin(state);
  for (const event of events) ACTIONS[event.kind]?.(view, event, catalogue);
  view.settled = events.length === 0;
  if (!view.settled && view.touched) {
    view.grossMinor = view.lines.reduce((sum, line) => sum + line.grossMinor, 0);
    view.cashDueMinor = Math.floor((view.grossMinor + cashStep / 2) / cashStep) * cashStep;
  }
  return view;
}

function begin({ basket, parked }) {
  return {
    id: basket?.id ?? 0,
    lastPosition: basket?.last_position ?? 0,
    lines: (basket?.lines ?? []).map(fromServer),
    unresolved: [],
    grossMinor: basket?.gross_minor ?? 0,
    cashDueMinor: basket?.cash_due_minor ?? 0,
    taxMinor: basket?.tax_minor ?? 0,
    discountMinor: basket?.discount_minor ?? 0,
    parked: [...parked],
    lastSku: null,
    touched: false,
    sure: true,
  };
}

function fromServer(line) {
  return {
    position: line.position,
    sku: line.sku,
    name: line.name,
    unit: line.unit,
    milli: Math.round(Number(line.quantity) * 1000),
    unitPriceMinor: line.unit_price_minor,
    discountMinor: line.discount_minor,
    grossMinor: line.gross_minor,
    pending: false,
    sure: true,
  };
}

const ACTIONS = {
  scan(view, event, catalogue) {
    const product = catalogue?.find(event.code);
    if (!product) {
      // The server may know it; until it answers, later positions are not certain.
      view.unresolved.push(event.code);
      view.sure = false;
      return;
    }
    const milli = Math.round(Number(event.quantity ?? 1) * 1000);
    const same = (line) => line.sku === product.sku && line.unitPriceMinor === product.priceMinor && !line.discountMinor;
    let line = view.lines.find(same);
    if (line) change(view, line, line.milli + milli);
    else if (milli > 0 && milli <= LINE_MILLI_MAX) {
      line = { position: ++view.lastPosition, sku: product.sku, name: product.name, unit: product.unit, milli: 0 };
      Object.assign(line, { unitPriceMinor: product.priceMinor, discountMinor: 0, sure: view.sure });
      view.lines.push(line);
      change(view, line, milli);
    }
    view.lastSku = product.sku;
  },
  set_quantity(view, event) {
    const line = view.lines.find((each) => each.position === event.position);
    if (line) change(view, line, Math.round(Number(event.quantity) * 1000));
  },
  remove(view, event) {
    const line = view.lines.find((each) => each.position === event.position);
    if (line) change(view, line, 0);
  },
  park(view) {
    if (!view.lines.length) return;
    const [first] = view.lines;
    const gross = view.lines.reduce((sum, line) => sum + line.grossMinor, 0);
    view.parked.push({ basket_id: view.id, label: first.name, gross_minor: gross, lines: view.lines.length, sure: false });
    clear(view);
  },
  recall(view, event) {
    if (view.lines.length) ACTIONS.park(view);
    view.parked = view.parked.filter((basket) => basket.basket_id !== event.basket_id);
    clear(view);
    view.sure = false;
  },
  cancel(view) {
    clear(view);
  },
};

function change(view, line, milli) {
  if (milli > LINE_MILLI_MAX) return;
  view.touched = true;
  if (milli <= 0) {
    view.lines.splice(view.lines.indexOf(line), 1);
    return;
  }
  line.milli = milli;
  line.pending = true;
  const before = (line.unitPriceMinor * milli) / 1000;
  line.grossMinor = Math.floor(before + 0.5) - line.discountMinor;
}

function clear(view) {
  Object.assign(view, { id: 0, lastPosition: 0, lines: [], unresolved: [], discountMinor: 0, taxMinor: 0, touched: true });
}

/**
 * Amounts to hand over for what is due: exact, then up to the next 10, 50, 100, 500, 1000; at most four, and none
 * that would give back a whole largest note.
 */
export function cashKeys(dueMinor, unitMinor, noteMinor = null) {
  const steps = [10, 50, 100, 500, 1000].map((step) => step * unitMinor);
  const amounts = [dueMinor, ...steps.map((step) => Math.ceil(dueMinor / step) * step)];
  const sensible = amounts.filter((amount) => noteMinor === null || amount - dueMinor < noteMinor);
  return [...new Set(sensible)].sort((a, b) => a - b).slice(0, 4);
}
