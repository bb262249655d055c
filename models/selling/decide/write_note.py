"""A line of free text comes into the basket, or leaves it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.errors import Refused
from models.facts.basket import NoteAdded, NoteRemoved
from models.selling.basket import Basket, BasketNote
from models.selling.decide.decision import Decision, require_basket
from models.selling.till_event import AddNote, WrongEvent

NOTE_LENGTH_MAX = 100
#: So many notes are on one receipt at most.
NOTES_MAX = 20


class WrongNote(Refused):
    """A text that cannot be printed as it is."""

    code = "wrong_note"
    text = "A note {reason}. Nothing was added; write it in plain text of at most {most} characters."

    def __init__(self, reason: str) -> None:
        self.reason, self.most = reason, NOTE_LENGTH_MAX
        super().__init__()


def decide_note(basket: Basket | None, event: AddNote) -> Decision:
    """Add a note below what is in the basket. It has no price, and the names of products stay as they are.

    Source: SKVFS 2014:9 chapter 6 section 4. Raises :class:`WrongNote`, :class:`models.card_data.CardDataRefused`, or
    :class:`models.selling.till_event.WrongEvent` if there is nothing that it could belong to.
    """
    before = require_basket(basket)
    if not before.lines:
        raise WrongEvent("A note needs goods that it belongs to.")
    if len(before.notes) >= NOTES_MAX:
        raise WrongEvent(f"A receipt has {NOTES_MAX} notes at most.")
    note = BasketNote(before.last_position + 1, _note_text(event.text))
    after = replace(before, notes=(*before.notes, note), last_position=note.position)
    return Decision(after, (NoteAdded(before.id, note.position, note.text),))


def find_note(basket: Basket | None, position: int) -> BasketNote | None:
    """The note in a place of the basket, if there is one."""
    return next((note for note in basket.notes if note.position == position), None) if basket else None


def decide_note_removal(basket: Basket | None, note: BasketNote) -> Decision:
    """Remove a note."""
    before = require_basket(basket)
    after = replace(before, notes=tuple(each for each in before.notes if each != note))
    return Decision(after, (NoteRemoved(before.id, note.position, note.text),))


def _note_text(text: str) -> str:
    check_no_card_data(text)
    plain = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    if not plain:
        raise WrongNote("is empty")
    if len(plain) > NOTE_LENGTH_MAX:
        raise WrongNote("is too long")
    if clean_text(plain) != " ".join(plain.split(" ")):
        raise WrongNote("holds control characters or stray spaces")
    return plain
