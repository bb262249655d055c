// Scans on a page with a field for codes: held until the page has taken them, each with a number. A page with several
// such fields gives a scan to the one that has the focus, else to the first.

/**
 * @typedef {{ field: string, series: string, number: number }} Taken the key of the field; the last number that was taken
 * @typedef {{ series: string, number: number, code: string }} Scan
 * @typedef {object} Place
 * @property {Taken} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: Scan[]) => void} setStateValue
 */

/** @type {Set<ScannedCodes>} */
const fields = new Set();
let stop = () => {};

class ScannedCodes {
  /** @type {Place} */
  #place;
  /** @type {Scan[]} */
  #waiting = [];
  #last = 0;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
    this.#last = place.data.number;
  }

  get box() {
    return document.querySelector(`.st-key-${this.#place.data.field}`);
  }

  /**
   * Forget what was taken. A new visit counts anew: what waits then goes to it.
   * @param {Place} place
   */
  update(place) {
    const { series, number } = place.data;
    const isNew = series !== this.#place.data.series;
    this.#place = place;
    if (!isNew) {
      this.#waiting = this.#waiting.filter((each) => each.number > number);
      this.#last = Math.max(this.#last, number);
      return;
    }
    this.#last = number + this.#waiting.length;
    this.#waiting = this.#waiting.map(({ code }, at) => ({ series, number: number + at + 1, code }));
    if (this.#waiting.length) place.setStateValue('scans', this.#waiting);
  }

  /** @param {string} code */
  add(code) {
    this.#last += 1;
    this.#waiting = [...this.#waiting, { series: this.#place.data.series, number: this.#last, code }];
    this.#place.setStateValue('scans', this.#waiting);
  }
}

/** @param {{ code: string }} scan */
function onScan({ code }) {
  const boxes = [...fields].filter((each) => each.box);
  const chosen = boxes.find((each) => each.box?.contains(document.activeElement));
  const inOrder = boxes.sort((a, b) => (/** @type {Element} */ (a.box).compareDocumentPosition(/** @type {Element} */ (b.box)) & 4 ? -1 : 1));
  (chosen ?? inOrder[0])?.add(code);
}

/** @type {WeakMap<Element, ScannedCodes>} */
const known = new WeakMap();

/**
 * Called by Streamlit at each run of the page with the same place; what it returns is called when the place is gone.
 * @param {Place} place
 */
export default function scannedCodes(place) {
  const mark = /** @type {Element} */ (place.parentElement.querySelector('span'));
  const codes = known.get(mark) ?? new ScannedCodes(place);
  known.set(mark, codes);
  codes.update(place);
  if (!fields.size) stop = window.kassaWedge.onScan(onScan);
  fields.add(codes);
  mark.setAttribute('data-listens', '');
  return () => {
    fields.delete(codes);
    if (!fields.size) stop();
  };
}
