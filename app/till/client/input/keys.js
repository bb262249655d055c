// The keyboard: function keys, and typing that goes where it is meant while no field has the focus.

/**
 * @typedef {{ press: (key: string) => void, enter: () => void }} Typist a dialog that takes what is typed anywhere in it
 *
 * @typedef {object} KeyDelegate
 * @property {{ readonly isOpen: boolean, readonly typist: Typist | null }} dialogs
 * @property {Pick<import('./typing.js').Typing, 'press' | 'finish'>} typing
 * @property {{ readonly isOpen: boolean, press: (key: string) => void, stepBack: () => void }} signIn
 * @property {{ readonly isOpen: boolean, confirm: () => void }} payPane
 * @property {(element: EventTarget | undefined) => boolean} isEmptySearchBox
 * @property {() => void} enter
 * @property {() => boolean} enterCode takes a whole code in the search box; returns whether there was one
 * @property {() => void} stepBack
 * @property {() => void} payExact
 * @property {() => void} closePay
 * @property {Record<string, () => void>} functionKeys by the key's name
 * @property {Pick<import('./held_edits.js').HeldEdits, 'has' | 'press' | 'finish'>} edits signs that change the chosen line
 * @property {Record<string, (event: KeyboardEvent) => void>} editKeys what changes the chosen line, by the key's name
 */

export class Keys {
  #delegate;

  /** @param {KeyDelegate} delegate */
  constructor(delegate) {
    this.#delegate = delegate;
  }

  /**
   * Any key that is not part of a scan.
   * @param {KeyboardEvent} event
   */
  press(event) {
    const { dialogs, edits, enter, enterCode, payExact, signIn, typing } = this.#delegate;
    if (event.key.length > 1 && event.key !== 'Shift') edits.finish(); // what was pressed before comes first
    if (event.key === 'Enter' && event.repeat) event.preventDefault(); // a key that is held down is pressed once
    else if (signIn.isOpen) this.#pressSignedOut(event);
    else if (dialogs.isOpen) this.#pressInDialog(event);
    else if (event.key === 'Enter' && typing.finish()) {
      event.preventDefault();
      enter();
    } else if (event.key === 'Tab' && typing.finish()) {
      if (enterCode()) event.preventDefault();
    } else if (event.ctrlKey && event.key === 'Enter') {
      event.preventDefault();
      event.stopImmediatePropagation(); // a field would take it for its own Enter
      payExact();
    } else if (!hasModifier(event)) this.#pressPlain(event);
  }

  /**
   * Nobody is signed in: digits are of a PIN, and everything else but moving among the names does nothing.
   * @param {KeyboardEvent} event
   */
  #pressSignedOut(event) {
    const { signIn } = this.#delegate;
    const target = event.composedPath()[0];
    if (hasModifier(event) || target instanceof HTMLInputElement) return;
    const onKey = target instanceof HTMLButtonElement;
    if (/^\d$/.test(event.key)) signIn.press(event.key);
    else if (event.key === 'Backspace') signIn.press('back');
    else if (event.key === 'Enter' && !onKey) signIn.press('enter');
    else if (event.key === 'Escape') signIn.stepBack();
    else if (!/^F\d+$/.test(event.key) || event.key === 'F5') return;
    event.preventDefault();
  }

  /**
   * A dialog's own fields and buttons take the keys, and one without a field may take them all.
   * @param {KeyboardEvent} event
   */
  #pressInDialog(event) {
    const { dialogs, typing } = this.#delegate;
    const { typist } = dialogs;
    if (!typist || hasModifier(event)) return;
    const target = event.composedPath()[0];
    // Keys that end a return are pressed like any other; in other dialogs Enter confirms what was typed.
    const isItself = target instanceof Element && Boolean(target.closest('.dialog-header, .returning .reasons, .returning .wide'));
    if (/^[\d.,*x×]$/i.test(event.key)) typing.press(event);
    else if ((event.key === 'Enter' || event.key === 'Backspace') && !isItself) {
      typing.finish();
      if (event.key === 'Enter') typist.enter();
      else typist.press('back');
    } else return;
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #pressPlain(event) {
    const { closePay, functionKeys, isEmptySearchBox, payPane, stepBack } = this.#delegate;
    const target = event.composedPath()[0];
    const inField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const act = functionKeys[event.key];
    if (act) {
      event.preventDefault();
      if (payPane.isOpen && event.key !== 'F9') closePay();
      act();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      stepBack();
    } else if (payPane.isOpen) {
      if (!inField) this.#pressPaying(event, target);
    } else if (!inField || isEmptySearchBox(target)) this.#editOrType(event, inField);
  }

  /**
   * While the pay pane is open and no field has the focus: an amount is typed, and Enter takes it; a key in focus is pressed.
   * @param {KeyboardEvent} event
   * @param {EventTarget | undefined} target
   */
  #pressPaying(event, target) {
    if (/^[\d.,]$/.test(event.key)) this.#type(event);
    else if (event.key === 'Enter' && !(target instanceof HTMLButtonElement)) {
      event.preventDefault();
      this.#delegate.payPane.confirm();
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @param {boolean} inField
   */
  #editOrType(event, inField) {
    const { edits, editKeys } = this.#delegate;
    const edit = editKeys[event.key];
    if (edit || edits.has(event.key)) {
      event.preventDefault();
      if (edit) edit(event);
      else edits.press(event);
    } else if (!inField && /^[\p{L}\p{N}*×]$/u.test(event.key)) this.#type(event);
    else if (!inField && /^['/]$/.test(event.key)) event.preventDefault(); // some browsers begin their own search
  }

  /** @param {KeyboardEvent} event */
  #type(event) {
    event.preventDefault();
    this.#delegate.typing.press(event);
  }
}

/** @param {KeyboardEvent} event */
function hasModifier({ ctrlKey, altKey, metaKey }) {
  return ctrlKey || altKey || metaKey;
}
