"""Files with pictures, as a shopkeeper has them, and a product that is shown by some."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from integrations.picture_files.picture_reading import read_picture
from models.catalogue.picture_sizes import Picture
from operations.catalogue.picture_changes import add_picture
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR


def file_of(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as the bytes of a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def picture_bytes(colour: str = "teal", size: tuple[int, int] = (400, 300), kind: str = "PNG") -> bytes:
    """A file with a disc of one colour on white."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill=colour)
    return file_of(picture, kind)


def picture(colour: str = "teal", size: tuple[int, int] = (340, 255)) -> Picture:
    """A picture of one colour, small so that tests are fast."""
    return read_picture(picture_bytes(colour, size))


def show_goods(store: Store, sku: str = "MILK", *colours: str) -> Store:
    """Show a product by a picture of each colour."""
    for colour in colours or ("teal",):
        add_picture(store, OFFICE_ACTOR, sku, picture(colour), texts={"sv": f"{colour} skiva"}, at=AT)
    return store
