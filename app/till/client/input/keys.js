// The keyboard: function keys, and typing that goes where it is meant while no field has the focus.

const FUNCTION_KEYS = {
  F2: (till) => till.productPane.box.focus(),
  F4: (till) => till.park(),
  F6: (till) => till.recall(),
  F7: (till) => till.openDrawer(),
  F9: (till) => till.openPay(),
};

/** Any key that is not part of a scan. */
export function onTillKey(till, event) {
  const target = event.composedPath()[0];
  const inField = Boolean(target && /^(INPUT|TEXTAREA)$/.test(target.tagName));
  if (event.key === 'Enter' && event.repeat) {
    event.preventDefault(); // a key that is held down is pressed once
    return;
  }
  if (till.dialogs.isOpen) {
    onDialogKey(till, event, target);
    return;
  }
  if (event.key === 'Enter' && till.typing.finish()) {
    event.preventDefault();
    till.enter();
  } else if (event.ctrlKey && event.key === 'Enter') {
    event.preventDefault();
    event.stopImmediatePropagation(); // a field would take it for its own Enter
    till.pay(till.view.cashDueMinor);
  } else if (event.ctrlKey || event.altKey || event.metaKey) return;
  else if (FUNCTION_KEYS[event.key]) {
    event.preventDefault();
    if (till.payPane.isOpen && event.key !== 'F9') till.closePay();
    FUNCTION_KEYS[event.key](till);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    escape(till);
  } else if (till.payPane.isOpen) typeAmount(till, event, inField);
  else if (!inField || (target === till.productPane.box && !till.productPane.box.value)) editOrType(till, event, inField);
}

/** A dialog's own fields and buttons take the keys, and one without a field may take them all. */
function onDialogKey(till, event, target) {
  const { typist } = till.dialogs;
  if (!typist || event.ctrlKey || event.altKey || event.metaKey) return;
  const actions = { Enter: typist.enter, Backspace: () => typist.press('back') };
  if (/^[\d.,*x×]$/i.test(event.key)) till.typing.press(event);
  else if (actions[event.key] && !target?.closest('.dialog-header')) {
    till.typing.finish();
    actions[event.key]();
  } else return;
  event.preventDefault();
}

/** One step back: what is nearest first, and the basket only after a question. */
function escape(till) {
  if (till.notices.hasProblem) till.notices.dismiss();
  else if (till.payPane.isOpen) till.closePay();
  else if (!till.productPane.isEmpty) till.productPane.empty();
  else if (till.sale) {
    till.forgetSale();
    till.draw();
  } else till.cancel();
}

function typeAmount(till, event, inField) {
  if (inField || !/^[\d.,]$/.test(event.key)) return;
  event.preventDefault();
  till.typing.press(event);
}

function editOrType(till, event, inField) {
  const { basketPane, view } = till;
  const edits = {
    '+': () => till.step(basketPane.selected, 1000),
    '-': () => till.step(basketPane.selected, -1000),
    Delete: () => removeSelected(till),
    PageUp: () => basketPane.select(view, -1),
    PageDown: () => basketPane.select(view, 1),
  };
  if (edits[event.key]) {
    event.preventDefault();
    edits[event.key]();
  } else if (!inField && /^[\p{L}\p{N}*×]$/u.test(event.key)) {
    event.preventDefault();
    till.typing.press(event);
  }
}

function removeSelected(till) {
  const line = till.view.lines.find((each) => each.position === till.basketPane.selected);
  if (line?.sure) till.setQuantity(line, 0);
}
