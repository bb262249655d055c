// Opening the cash drawer without a sale: now, with a reason, or not at all.

/** Why the drawer cannot be opened now, or null. An order that waits would open it later, with nobody beside it. */
function obstacle(till) {
  if (till.owner === false) return 'till.drawer_elsewhere';
  if (till.payment) return 'till.drawer_paying';
  if (!till.online || !till.queue.synced) return 'till.drawer_offline';
  return null;
}

/** Ask for a reason and open the drawer. */
export function openDrawer(till) {
  const refuse = (key) => till.refuse('drawer', till.say(key));
  const before = obstacle(till);
  if (till.closed) till.refuse(till.closed.code, till.closed.message);
  else if (before) refuse(before);
  else
    till.dialogs.drawer((reason) => {
      const now = obstacle(till) ?? (till.queue.events.length ? 'till.drawer_waiting' : null);
      if (now) refuse(now);
      else order(till, reason);
    });
}

async function order(till, reason) {
  const late = till.lateOrders;
  till.record({ kind: 'open_drawer', reason });
  await till.queue.drained();
  if (till.lateOrders === late) till.notices.tell(till.say('till.drawer_opened'));
  till.draw();
}
