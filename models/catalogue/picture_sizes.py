"""A picture of goods: its sizes, what it is called by, and the words that describe it to whoever does not see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from models.errors import Reason, Refused

#: Pictures that one product may have.
PICTURES_MAX = 8
#: Characters of the words that describe a picture.
PICTURE_TEXT_MAX = 160


class PictureSize(StrEnum):
    """What a file of a picture is for: a row of a list, a tile of goods, a page of its own."""

    LIST = "list"
    TILE = "tile"
    PAGE = "page"


#: The longer edge of each size in pixels: twice what it is shown at, for screens with fine dots.
LONG_EDGE: Mapping[PictureSize, int] = {PictureSize.LIST: 96, PictureSize.TILE: 320, PictureSize.PAGE: 1024}


def fit_edge(width: int, height: int, edge: int) -> tuple[int, int]:
    """Width and height of a picture whose longer edge is at most ``edge`` pixels; nothing is enlarged.

    >>> fit_edge(4000, 3000, 320), fit_edge(100, 50, 320), fit_edge(9000, 2, 96)
    ((320, 240), (100, 50), (96, 1))
    """
    longer = max(width, height)
    if longer <= edge:
        return width, height
    return max(1, (2 * width * edge + longer) // (2 * longer)), max(1, (2 * height * edge + longer) // (2 * longer))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in all its sizes, each as the bytes of a WebP file; ``width`` and ``height`` are those of the page."""

    width: int
    height: int
    files: Mapping[PictureSize, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Raise :class:`ValueError` for one that lacks a size, or is larger than a page shows."""
        if set(self.files) != set(PictureSize) or not min(self.width, self.height) > 0:
            raise ValueError("a picture lacks a size")
        if max(self.width, self.height) > LONG_EDGE[PictureSize.PAGE]:
            raise ValueError(f"a picture of {self.width} × {self.height} pixels")

    @property
    def digest(self) -> str:
        """The name of the picture in addresses and in the journal: SHA-256 over its measures and all its files.

        >>> files = {PictureSize.LIST: b"l", PictureSize.TILE: b"t", PictureSize.PAGE: b"p"}
        >>> Picture(4, 3, files).digest == Picture(4, 3, files | {PictureSize.TILE: b"T"}).digest
        False
        """
        whole = sha256(f"{self.width}x{self.height}".encode())
        for size in PictureSize:
            whole.update(f"\n{size} {len(self.files[size])}\n".encode() + self.files[size])
        return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a product without its files, as lists and pages name it; ``texts`` by language (ISO 639-1)."""

    digest: str
    width: int
    height: int
    texts: Mapping[str, str]

    def measures(self, size: PictureSize) -> tuple[int, int]:
        """Width and height of one of its files, in pixels.

        >>> ShownPicture("0", 1024, 768, {}).measures(PictureSize.TILE)
        (320, 240)
        """
        return fit_edge(self.width, self.height, LONG_EDGE[size])

    def text_in(self, language: str, name: str) -> str:
        """The words that describe it in a language; the name of the goods where there are none.

        >>> ShownPicture("0", 4, 3, {"sv": "En röd tekanna"}).text_in("en", "Tekanna 1,2 l")
        'Tekanna 1,2 l'
        """
        return self.texts.get(language) or name


class WrongPicture(Refused):
    """A file that cannot become a picture of goods."""

    code = "wrong_picture"
    text = (
        "The file cannot be a picture: {reason}. Nothing was changed; choose a PNG, JPEG or WebP file of at most 10 MB."
    )

    reason: Reason


class TooManyPictures(Refused):
    """One more picture than a product may have."""

    code = "too_many_pictures"
    text = "{sku} has {most} pictures already, which is the most. Nothing was changed; remove or replace one of them."

    sku: str
    most: int


class NoSuchPicture(Refused):
    """A picture that the product does not have, or has no more."""

    code = "no_such_picture"
    text = "{sku} has no picture {digest}. Nothing was changed; somebody may have removed it. List its pictures again."

    sku: str
    digest: str


def pick_picture(pictures: Sequence[ShownPicture], sku: str, name: str) -> ShownPicture:
    """The picture that begins with ``name``, of at least 6 signs of its digest, or is the one of that place from 1.

    Raises :class:`NoSuchPicture`, also where several begin so.

    >>> mine = [ShownPicture("abcdef01", 4, 3, {}), ShownPicture("abcdef99", 4, 3, {})]
    >>> pick_picture(mine, "TEA", "2").digest, pick_picture(mine, "TEA", "abcdef0").digest
    ('abcdef99', 'abcdef01')
    """
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(pictures) and len(name) == 1:
        return pictures[int(name) - 1]
    matches = [each for each in pictures if len(name) >= _NAMED_BY and each.digest.startswith(name)]
    if len(matches) != 1:
        raise NoSuchPicture(sku, name)
    return matches[0]


_NAMED_BY = 6
