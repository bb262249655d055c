// The one field of a dialog: what is typed and scanned anywhere goes into it, and Enter comes here, too: the field listens to none.

/**
 * What is typed and scanned anywhere in the dialog goes into the field.
 * @param {HTMLInputElement} field
 * @param {() => void} look
 */
export function fieldTypist(field, look) {
  return {
    get text() {
      return field.value;
    },
    setText: (/** @type {string} */ text) => (field.value = text),
    typeFocused: (/** @type {string} */ text) => {
      field.value += text;
      field.focus();
    },
    press: (/** @type {string} */ key) => key === 'back' && (field.value = field.value.slice(0, -1)),
    enter: look,
    scan: (/** @type {string} */ code) => {
      field.value = code;
      look();
    },
  };
}
