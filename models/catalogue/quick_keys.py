"""The pages of quick keys: the goods that a shop wants at hand on its tills, in its own order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.catalogue.product import clean_text
from models.errors import Refused

PAGES_MAX, KEYS_MAX, NAME_LENGTH_MAX = 12, 60, 24


class WrongQuickKeys(Refused):
    """Pages of quick keys that a till cannot show."""

    code = "wrong_quick_keys"
    text = (
        "The page of quick keys {page!r} cannot be shown: a page has a name of 1 to 24 letters that no other page has, "
        "and at most 60 keys, each product once; there are at most 12 pages. Nothing was changed; correct it."
    )

    page: str


@dataclass(frozen=True, slots=True)
class QuickKeyPage:
    """One page: its name on the till, and the SKUs of its keys in order."""

    name: str
    skus: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        whole = self.name == clean_text(self.name) and 0 < len(self.name) <= NAME_LENGTH_MAX
        if not whole or len(self.skus) > KEYS_MAX or len(set(self.skus)) < len(self.skus):
            raise WrongQuickKeys(self.name[:NAME_LENGTH_MAX])


def check_pages(pages: Sequence[QuickKeyPage]) -> None:
    """Raise :class:`WrongQuickKeys` where there are too many pages, or two of one name."""
    names = [each.name for each in pages]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None or len(pages) > PAGES_MAX:
        raise WrongQuickKeys(twice or names[PAGES_MAX])
