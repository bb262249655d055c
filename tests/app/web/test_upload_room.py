"""Files that are uploaded to a page take no more memory than there is room for, those under way included."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from app.server import files_of_pages
from app.web.upload_room import UploadedFiles, UploadLimits, UploadRoomMiddleware

SMALL = UploadLimits(page_bytes=100, server_bytes=150, page_files=4, file_bytes=60)


class Uploads:
    """Streamlit's own place for files behind the limit; files arrive while ``may_end`` is not set."""

    def __init__(self) -> None:
        self.manager = MemoryUploadedFileManager("/_stcore/upload_file")
        self.may_end = asyncio.Event()
        self.may_end.set()
        path = "/_stcore/upload_file/{page}/{file}"
        inner = Starlette(routes=[Route(path, self._take, methods=["PUT", "DELETE"])])
        app = UploadRoomMiddleware(inner, self._files, SMALL)
        self.http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kassa")

    def _files(self) -> Mapping[str, UploadedFiles]:
        return files_of_pages(self.manager)

    async def _take(self, request: Request) -> PlainTextResponse:
        content = await request.body()
        await self.may_end.wait()
        page, file = request.path_params["page"], request.path_params["file"]
        if request.method == "DELETE":
            self.manager.remove_file(page, file)
        else:
            self.manager.add_file(page, UploadedFileRec(file, file, "text/plain", content))
        return PlainTextResponse("")

    async def put(self, page: str, file: str, content: Any) -> int:
        """The status of the answer, which names the reason if there is no room."""
        reply = await self.http.put(f"/_stcore/upload_file/{page}/{file}", content=content)
        assert reply.status_code == 200 or reply.json()["code"] == "uploads_full"
        return int(reply.status_code)


def test_a_page_and_the_server_hold_so_much_and_not_a_byte_more() -> None:
    async def steps() -> None:
        uploads = Uploads()
        assert [await uploads.put("one", name, b"x" * 50) for name in "ab"] == [200, 200]
        assert await uploads.put("one", "c", b"x") == 413
        assert await uploads.put("two", "a", b"x" * 51) == 413
        assert await uploads.put("two", "a", b"x" * 50) == 200
        assert await uploads.put("three", "a", b"x") == 413, "all pages together"
        await uploads.http.delete("/_stcore/upload_file/one/a")
        assert await uploads.put("one", "c", b"x" * 50) == 200, "what was removed makes room"
        uploads.manager.remove_session_files("one")
        assert await uploads.put("three", "a", b"x" * 100) == 200, "a closed page makes room"

    asyncio.run(steps())


def test_many_small_files_are_too_many() -> None:
    async def steps() -> list[int]:
        uploads = Uploads()
        return [await uploads.put("one", str(number), b"") for number in range(SMALL.page_files + 1)]

    assert asyncio.run(steps()) == [200] * SMALL.page_files + [413]


@pytest.mark.parametrize("pages", [("one", "one", "one", "one"), ("one", "two", "three", "four")])
def test_files_that_arrive_at_once_count_before_they_are_kept(pages: tuple[str, ...]) -> None:
    async def steps() -> list[int]:
        uploads = Uploads()
        uploads.may_end.clear()
        coming = [asyncio.create_task(uploads.put(page, f"{n}", b"x" * 50)) for n, page in enumerate(pages)]
        await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
        assert uploads.manager.file_storage == {}, "the refused one did not wait for the others"
        uploads.may_end.set()
        first = [await each for each in coming]
        uploads.manager.remove_session_files(pages[0])
        assert await uploads.put(pages[0], "later", b"x" * 50) == 200, "nothing counts twice"
        return first

    room = (SMALL.page_bytes if len(set(pages)) == 1 else SMALL.server_bytes) // 50
    assert asyncio.run(steps()) == [200] * room + [413] * (len(pages) - room)


def test_one_without_a_length_counts_as_the_largest() -> None:
    async def pieces() -> Any:
        yield b"x"

    async def steps() -> list[int]:
        uploads = Uploads()
        assert await uploads.put("one", "a", b"x" * 41) == 200
        return [await uploads.put("one", "b", pieces()), await uploads.put("one", "b", b"x")]

    assert asyncio.run(steps()) == [413, 200]
