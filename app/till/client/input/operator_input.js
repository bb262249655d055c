// What the operator types, scans and steps back from goes to the part of the screen that is in front.

/**
 * @typedef {{ readonly text: string, setText: (text: string) => void, typeFocused: (text: string) => void }} TextPlace
 *
 * @typedef {object} InputDelegate
 * @property {() => (TextPlace & { enter: () => void, scan?: (code: string) => void }) | null} getDialog a dialog that takes what is typed
 * @property {TextPlace & { readonly isOpen: boolean, confirm: () => void }} payPane
 * @property {TextPlace} searchBox
 * @property {() => void} enter takes what the search box holds
 * @property {() => void} leaveSearch the words of the search box have led to a product
 * @property {(startedAt: number) => void} undoTyping what the scan's first keys did as if somebody had typed them
 * @property {(code: string) => boolean} scan
 * @property {{ readonly isOpen: boolean, scan: (code: string) => void, press: (key: string) => void }} signIn
 * @property {(() => boolean)[]} stepsBack what is nearest first; each tells whether there was anything to step back from
 */

export class OperatorInput {
  #delegate;

  /** @param {InputDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /** @param {{ code: string, startedAt: number }} scan */
  scan({ code, startedAt }) {
    const { leaveSearch, scan, signIn, undoTyping } = this.#delegate;
    undoTyping(startedAt);
    const clean = code.trim();
    const dialog = this.#delegate.getDialog();
    if (signIn.isOpen) signIn.scan(clean);
    else if (dialog?.scan) dialog.scan(clean);
    else if (clean && scan(clean)) leaveSearch();
  }

  /**
   * Put what was typed while no field had the focus where it is meant; gives a function that takes it back.
   * @param {string} text
   */
  type(text) {
    const { getDialog, payPane, searchBox } = this.#delegate;
    const place = getDialog() ?? (payPane.isOpen ? payPane : searchBox);
    const before = place.text;
    place.typeFocused(text);
    return () => place.setText(before);
  }

  /**
   * Fast keys that were no code and had no field: a scanner's, too, and so never an amount.
   * @param {{ text: string, ended: boolean }} given
   * @param {(given: { text: string, ended: boolean }) => void} take where else they go
   */
  burst(given, take) {
    const { signIn } = this.#delegate;
    if (signIn.isOpen) [...given.text, ...(given.ended ? ['enter'] : [])].forEach((key) => signIn.press(key));
    else if (this.#delegate.payPane.isOpen && !this.#delegate.getDialog()) this.scan({ code: given.text, startedAt: 0 });
    else take(given);
  }

  /** Enter while no field has the focus. */
  enter() {
    const { enter, getDialog, payPane } = this.#delegate;
    const dialog = getDialog();
    if (dialog) dialog.enter();
    else if (payPane.isOpen) payPane.confirm();
    else enter();
  }

  /** One step back; a basket is cancelled only after a question. */
  stepBack() {
    this.#delegate.stepsBack.some((step) => step());
  }
}
