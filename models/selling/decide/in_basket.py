"""What changes an open basket and needs nothing but the basket."""

from __future__ import annotations

from models.selling.basket import Basket
from models.selling.decide.change_line import decide_change
from models.selling.decide.check_age import decide_age
from models.selling.decide.decision import Decision
from models.selling.decide.give_discount import decide_discount_removal
from models.selling.decide.write_note import decide_note, decide_note_removal, find_note
from models.selling.till_event import AddNote, ConfirmAge, RefuseAge, RemoveDiscount, RemoveLine, SetQuantity


def decide_in_basket(
    basket: Basket | None, event: SetQuantity | RemoveLine | AddNote | ConfirmAge | RefuseAge | RemoveDiscount
) -> Decision:
    """Change a line, a note, the confirmed age or a discount; a note leaves with any change.

    Raises what :func:`decide_change`, :func:`decide_note` and :func:`decide_age` raise.
    """
    match event:
        case AddNote():
            return decide_note(basket, event)
        case RemoveDiscount():
            return decide_discount_removal(basket, event)
        case ConfirmAge() | RefuseAge():
            return decide_age(basket, event)
        case _:
            note = find_note(basket, event.position)
            return decide_change(basket, event) if note is None else decide_note_removal(basket, note)
