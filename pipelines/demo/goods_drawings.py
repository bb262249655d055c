"""Pictures of the demo shop's goods, drawn from circles, lines and boxes: nobody's photographs.

They are drawn at twice their size and scaled down, so that their edges are smooth.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from math import cos, sin

from PIL import Image, ImageDraw

from integrations.picture_files.picture_reading import read_picture
from models.catalogue.picture_sizes import Picture

#: The edge of a drawing in pixels, and how many times larger it is drawn.
EDGE, _FINE = 320, 2
_LEAF, _WOOD, _CREAM, _CRUST, _STEEL = "#4f8a3a", "#7a5230", "#f6ecd2", "#c98b45", "#c9d2d6"


class _Sheet:
    """A white sheet of 100 by 100 units on which shapes are drawn."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (EDGE * _FINE, EDGE * _FINE), "white")
        self._draw = ImageDraw.Draw(self.image)

    def oval(self, x: int, y: int, width: int, height: int, colour: str) -> None:
        """An oval around a point."""
        self._draw.ellipse(self._box(x - width / 2, y - height / 2, x + width / 2, y + height / 2), fill=colour)

    def box(self, corners: tuple[int, int, int, int], colour: str, rounded: int = 2) -> None:
        """A box from its left, top, right and bottom."""
        self._draw.rounded_rectangle(self._box(*corners), radius=rounded * EDGE * _FINE / 100, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        """A shape with corners."""
        self._draw.polygon([(x * EDGE * _FINE / 100, y * EDGE * _FINE / 100) for x, y in points], fill=colour)

    def arc(self, corners: tuple[int, int, int, int], turn: tuple[int, int], colour: str, thick: int) -> None:
        """A part of the edge of an oval, from one angle to another, clockwise from the right."""
        width = thick * EDGE * _FINE // 100
        self._draw.arc(self._box(*corners), *turn, fill=colour, width=width)

    def _box(self, *corners: float) -> tuple[float, float, float, float]:
        left, top, right, bottom = (each * EDGE * _FINE / 100 for each in corners)
        return left, top, right, bottom


def _fruit(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 56, 62, 60, colour)
    sheet.arc((44, 8, 64, 40), (170, 250), _WOOD, 4)
    sheet.oval(64, 24, 20, 9, _LEAF)


def _oval_fruit(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 52, 78, 52, colour)
    sheet.oval(11, 52, 8, 12, colour)
    sheet.oval(89, 52, 8, 12, colour)


def _pear(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 36, 32, 42, colour)
    sheet.oval(50, 64, 56, 52, colour)
    sheet.box((48, 8, 52, 22), _WOOD)


def _bananas(sheet: _Sheet, colour: str) -> None:
    for shift in (0, 12, 24):
        sheet.arc((8 - shift // 3, -22 + shift, 96 - shift // 3, 68 + shift), (25, 145), colour, 12)
    sheet.oval(85, 40, 11, 11, _WOOD)


def _carrots(sheet: _Sheet, colour: str) -> None:
    for x in (30, 50, 70):
        sheet.shape([(x - 9, 34), (x + 9, 34), (x, 92)], colour)
        sheet.oval(x, 35, 18, 12, colour)
        for lean in (-5, 0, 5):
            sheet.shape([(x - 1, 32), (x + 1, 32), (x + lean, 8)], _LEAF)


def _potatoes(sheet: _Sheet, colour: str) -> None:
    for x, y, width in ((34, 42, 42), (66, 46, 44), (48, 68, 50)):
        sheet.oval(x, y, width, 34, colour)
        sheet.oval(x + 6, y - 4, 4, 3, _WOOD)


def _cucumber(sheet: _Sheet, colour: str) -> None:
    sheet.box((8, 38, 92, 62), colour, 12)
    sheet.oval(20, 50, 18, 22, "#d9eec0")


def _bun(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 54, 80, 62, _CRUST)
    for edge in (8, 17, 26):
        turn, lower = 30 * edge, edge * 3 // 4
        sheet.arc((10 + edge, 23 + lower, 90 - edge, 85 - lower), (turn, turn + 300), colour, 4)


def _cream_bun(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 66, 78, 44, _CRUST)
    sheet.oval(50, 48, 74, 26, _CREAM)
    sheet.oval(50, 38, 50, 22, colour)


def _ball(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 54, 66, 64, colour)
    for turn in range(14):
        sheet.oval(int(50 + 24 * cos(turn * 2.4)), int(54 + 24 * sin(turn * 1.7)), 5, 3, "white")


def _loaf(sheet: _Sheet, colour: str) -> None:
    sheet.box((10, 34, 90, 76), colour, 18)
    for x in (28, 46, 64):
        sheet.shape([(x, 42), (x + 5, 42), (x + 11, 58), (x + 6, 58)], _CREAM)


def _baguette(sheet: _Sheet, colour: str) -> None:
    sheet.box((4, 40, 96, 62), colour, 11)
    for x in (18, 34, 50, 66):
        sheet.shape([(x, 44), (x + 5, 44), (x + 13, 56), (x + 8, 56)], _CREAM)


def _cup(sheet: _Sheet, colour: str) -> None:
    sheet.shape([(26, 24), (74, 24), (67, 92), (33, 92)], _CREAM)
    sheet.shape([(29, 44), (71, 44), (68, 74), (32, 74)], colour)
    sheet.box((23, 16, 77, 26), colour, 3)


def _mug(sheet: _Sheet, colour: str) -> None:
    sheet.arc((58, 36, 92, 72), (260, 100), colour, 6)
    sheet.box((18, 26, 72, 82), colour, 8)
    sheet.oval(45, 29, 50, 10, _WOOD)


def _bowl(sheet: _Sheet, colour: str) -> None:
    sheet.oval(50, 50, 84, 20, _STEEL)
    sheet.oval(50, 50, 76, 14, colour)
    sheet.shape([(9, 52), (91, 52), (68, 84), (32, 84)], _STEEL)


def _sandwich(sheet: _Sheet, colour: str) -> None:
    for y, fill in ((36, _CRUST), (46, _LEAF), (54, colour), (62, _CRUST)):
        sheet.box((12, y, 88, y + 12), fill, 5)


def _hot_dog(sheet: _Sheet, colour: str) -> None:
    sheet.box((10, 40, 90, 72), _CRUST, 15)
    sheet.box((4, 36, 96, 54), colour, 9)
    sheet.shape([(14, 44), (86, 42), (86, 45), (14, 47)], "#e9b92a")


def _pie(sheet: _Sheet, colour: str) -> None:
    sheet.shape([(8, 66), (92, 34), (92, 62), (8, 82)], _CRUST)
    sheet.shape([(8, 66), (92, 34), (70, 26)], colour)


def _carton(sheet: _Sheet, colour: str) -> None:
    sheet.shape([(28, 34), (72, 34), (62, 18), (38, 18)], colour)
    sheet.box((38, 10, 62, 20), colour)
    sheet.box((28, 34, 72, 92), _CREAM)
    sheet.box((28, 50, 72, 78), colour, 0)


def _bottle(sheet: _Sheet, colour: str) -> None:
    sheet.box((43, 6, 57, 16), _STEEL)
    sheet.box((44, 14, 56, 40), colour)
    sheet.box((32, 34, 68, 94), colour, 9)
    sheet.box((32, 54, 68, 76), _CREAM, 0)


def _can(sheet: _Sheet, colour: str) -> None:
    sheet.box((30, 14, 70, 90), colour, 6)
    sheet.oval(50, 16, 36, 8, _STEEL)
    sheet.shape([(30, 62), (70, 40), (70, 54), (30, 76)], _CREAM)


def _tub(sheet: _Sheet, colour: str) -> None:
    sheet.shape([(22, 36), (78, 36), (70, 86), (30, 86)], colour)
    sheet.box((18, 28, 82, 38), _CREAM, 3)
    sheet.oval(50, 60, 30, 26, _CREAM)


def _eggs(sheet: _Sheet, colour: str) -> None:
    for x in (26, 50, 74):
        sheet.oval(x, 48, 24, 34, _CREAM)
        sheet.oval(x, 50, 22, 30, "#d9a878")
    sheet.box((8, 54, 92, 82), colour, 5)


def _block(sheet: _Sheet, colour: str) -> None:
    sheet.shape([(10, 46), (36, 30), (92, 30), (68, 46)], _CREAM)
    sheet.box((10, 46, 68, 76), colour, 0)
    sheet.shape([(68, 46), (92, 30), (92, 60), (68, 76)], _CRUST)


#: The goods that have a drawing: the Swedish name of the family in ``goods.tsv``, the shape and its colour.
_DRAWINGS: dict[str, tuple[Callable[[_Sheet, str], None], str]] = {
    "Bananer": (_bananas, "#f1cf3b"),
    "Äpplen": (_fruit, "#c8352e"),
    "Päron": (_pear, "#b8c24a"),
    "Apelsiner": (_fruit, "#ee8a24"),
    "Clementiner": (_fruit, "#f29d38"),
    "Citroner": (_oval_fruit, "#f3d93f"),
    "Tomater": (_fruit, "#d8402c"),
    "Gurka": (_cucumber, "#3f7d3a"),
    "Potatis": (_potatoes, "#c9a15a"),
    "Morötter": (_carrots, "#ea7a1f"),
    "Limpa": (_loaf, "#9a6431"),
    "Baguette": (_baguette, "#c98b45"),
    "Kanelbulle": (_bun, "#7a4a24"),
    "Semla": (_cream_bun, "#d9a05c"),
    "Chokladboll": (_ball, "#4a2c1c"),
    "Kaffe att ta med": (_cup, "#6b3f22"),
    "Te att ta med": (_cup, "#4f8a3a"),
    "Kaffe serverat": (_mug, "#3c6e8f"),
    "Dagens soppa serverad": (_bowl, "#d97b2b"),
    "Paj med sallad serverad": (_pie, "#e5b84c"),
    "Smörgås serverad": (_sandwich, "#e07a6a"),
    "Varm korv med bröd": (_hot_dog, "#a8432b"),
    "Mjölk": (_carton, "#2f6fb3"),
    "Filmjölk": (_carton, "#4b9a86"),
    "Yoghurt": (_tub, "#c2557a"),
    "Smör": (_block, "#efd67a"),
    "Ägg": (_eggs, "#8a9aa3"),
    "Läsk": (_can, "#c23a3a"),
    "Mineralvatten": (_bottle, "#6fb3c9"),
    "Energidryck": (_can, "#2b2f3a"),
    "Juice": (_carton, "#ee9a24"),
}
DRAWN_FAMILIES = frozenset(_DRAWINGS)


@cache
def drawing_of(family: str) -> Picture:
    """The picture of a family of goods that has one.

    >>> drawing_of("Bananer").width
    320
    """
    shape, colour = _DRAWINGS[family]
    sheet = _Sheet()
    shape(sheet, colour)
    file = BytesIO()
    sheet.image.resize((EDGE, EDGE), Image.Resampling.BOX).save(file, "PNG", compress_level=1)
    return read_picture(file.getvalue())
