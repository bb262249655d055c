"""The picture files of a folder with the ZIPs in it, or of one ZIP, one at a time: nothing is unpacked to disk."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from integrations.picture_files.picture_reading import FILE_BYTES_MAX, read_picture, read_picture_file
from models.catalogue.picture_sizes import Picture, WrongPicture
from models.errors import Reason, Refused

#: Files of one folder or ZIP.
FILES_MAX = 5_000
ZIP_SUFFIX = ".zip"
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
#: What an archive raises that is damaged, locked by a password, or packed in an unknown way.
_DAMAGE = (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error)


class NoPictures(Refused):
    """A place from which no pictures can be imported."""

    code = "no_pictures"
    text = (
        "There are no pictures to import in {place}. Nothing was changed; name a folder, or a ZIP, with 1 to {most} "
        "PNG, JPEG or WebP files."
    )

    place: str
    most: int


def pictures_in(place: Path) -> Iterator[tuple[str, Picture | WrongPicture]]:
    """Each picture file with its name without folders, in order; or why it is none. Raises :class:`NoPictures`."""
    files = list(_files_of_zip(place)) if place.is_file() else list(_files_of_folder(place))
    if not 1 <= len(files) <= FILES_MAX:
        raise NoPictures(str(place), FILES_MAX)
    for name, read in files:
        try:
            yield name, read()
        except WrongPicture as refused:
            yield name, refused


def _files_of_folder(folder: Path) -> Iterator[tuple[str, Callable[[], Picture]]]:
    if not folder.is_dir():
        return
    for file in sorted(folder.rglob("*")):
        if file.is_symlink() or not file.is_file():
            continue
        if _is_picture(file.name):
            yield file.name, partial(read_picture_file, file)
        elif file.suffix.lower() == ZIP_SUFFIX:
            yield from _files_of_zip(file)


def _files_of_zip(archive: Path) -> Iterator[tuple[str, Callable[[], Picture]]]:
    try:
        with ZipFile(archive) as opened:
            entries = [each for each in opened.infolist() if not each.is_dir()]
    except _DAMAGE:
        return
    for entry in sorted(entries, key=lambda each: each.filename):
        name = PurePosixPath(entry.filename.replace("\\", "/")).name
        if _is_picture(name) and "__MACOSX" not in entry.filename:
            yield name, partial(_read_packed, archive, entry)


def _is_picture(name: str) -> bool:
    return not name.startswith(".") and PurePosixPath(name).suffix.lower() in SUFFIXES


def _read_packed(archive: Path, entry: ZipInfo) -> Picture:
    try:
        with ZipFile(archive) as opened, opened.open(entry) as packed:
            # No more than a picture may have, whatever the archive claims to hold.
            content = packed.read(FILE_BYTES_MAX + 1)
    except _DAMAGE as damage:
        raise WrongPicture(Reason("picture_damaged", "the picture is damaged")) from damage
    return read_picture(content)
