"""Pictures of goods for browsers: at an address that names what is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.web.page_shell import A_YEAR_S
from models.catalogue.picture_sizes import PictureSize
from store.catalogue.picture_rows import first_pictures, picture_file
from store.database.engine import Connection, Store

PICTURES_PATH = "/pictures"
#: The pattern of a picture's address below a folder, and the only form that its digest has.
PICTURE_ROUTE = "/{digest}/{size}.webp"
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def picture_address(digest: str, size: PictureSize, folder: str = PICTURES_PATH) -> str:
    """Where a picture is.

    >>> picture_address("ab", PictureSize.TILE)
    '/pictures/ab/tile.webp'
    """
    return f"{folder}/{digest}/{size}.webp"


def tile_addresses(view: Connection, skus: Sequence[str]) -> dict[str, str]:
    """Where the tile of the first picture is, of those products that have any, by SKU."""
    pictures = first_pictures(view, skus)
    return {sku: picture_address(each.digest, PictureSize.TILE) for sku, each in pictures.items()}


class GoodsPictures:
    """The route of pictures for whoever is signed in and for the tills."""

    def __init__(self, store_of: Callable[[], Store]) -> None:
        self._store_of = store_of

    def routes(self) -> list[Route]:
        """The one route, of reading."""
        return [Route(f"{PICTURES_PATH}{PICTURE_ROUTE}", self.send)]

    def send(self, request: Request) -> Response:
        """The picture that an address names; 404 for anything else."""
        with self._store_of().view() as view:
            return picture_reply(view, request, lambda _: True, cache="private")


def picture_reply(view: Connection, request: Request, may_show: Callable[[str], bool], *, cache: str) -> Response:
    """The picture of a request, if ``may_show`` allows its digest; ``cache`` is ``private`` or ``public``.

    An address never gets other bytes: a browser that has it need not ask again.
    """
    digest, size = str(request.path_params["digest"]), str(request.path_params["size"])
    if not _DIGEST.fullmatch(digest) or size not in set(PictureSize) or not may_show(digest):
        return PlainTextResponse("", 404)
    headers = {
        "cache-control": f"{cache}, max-age={A_YEAR_S}, immutable",
        "etag": f'"{digest[:32]}-{size}"',
    }
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    content = picture_file(view, digest, PictureSize(size))
    if content is None:
        return PlainTextResponse("", 404)
    return Response(content, media_type="image/webp", headers=headers)
