"""An error is a list of its values; the base class builds its message."""

from __future__ import annotations

import pytest

from models.errors import Broken, KassaError, Refused


class EmptyShelf(Refused):
    """A shelf without goods."""

    code = "empty_shelf"
    text = "Shelf {shelf!r} has no {sku}. Nothing was changed."

    shelf: str
    sku: str = "goods"


class FullShelf(Broken):
    """An error that calculates what it shows."""

    code = "full_shelf"
    text = "{over} too many."

    def __init__(self, count: int, room: int) -> None:
        self.count, self.over = count, count - room
        super().__init__()


def test_the_message_names_the_values_and_the_values_are_attributes() -> None:
    error = EmptyShelf("A-1", sku="MILK")
    assert str(error) == "Shelf 'A-1' has no MILK. Nothing was changed."
    assert (vars(error), error.args) == ({"shelf": "A-1", "sku": "MILK"}, (str(error),))


def test_a_value_may_have_a_default_and_may_not_be_missing() -> None:
    assert EmptyShelf("A-1").sku == "goods"
    with pytest.raises(TypeError, match="shelf"):
        EmptyShelf()  # type: ignore[call-arg]


def test_an_error_that_calculates_sets_its_own_attributes() -> None:
    error = FullShelf(12, room=10)
    assert (str(error), error.over) == ("2 too many.", 2)


def test_two_errors_of_the_same_values_are_two_errors() -> None:
    assert EmptyShelf("A-1") != EmptyShelf("A-1")
    assert isinstance(EmptyShelf("A-1"), KassaError)
