"""A file that somebody uploaded, on its way to being read as a table."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.runtime.uploaded_file_manager import UploadedFile

from integrations.spreadsheets.rows import NotATable
from integrations.spreadsheets.table import open_table
from models.catalogue.product import clean_text

#: So much of a file's name is remembered.
FILE_NAME_LENGTH_MAX = 80


def store_upload(uploaded: UploadedFile, folder: str) -> Path:
    """Write an uploaded file into a folder, under a name that cannot lead out of it."""
    path = Path(folder) / file_name(uploaded.name)
    path.write_bytes(uploaded.getbuffer())
    return path


def file_name(name: str) -> str:
    r"""The name of a file without folders and control characters.

    >>> file_name("../../etc/passwd"), file_name("C:\\list\\varor.csv"), file_name("..")
    ('passwd', 'varor.csv', 'file')
    """
    last = clean_text(name.replace("\\", "/").rsplit("/", 1)[-1]).replace("\x00", "")
    short = last[-FILE_NAME_LENGTH_MAX:].strip()
    return "file" if short.strip(".") == "" else short


def headings_of(uploaded: UploadedFile) -> tuple[str, ...]:
    """The headings of the columns of an uploaded file; none where it is no table."""
    with TemporaryDirectory() as folder:
        try:
            return open_table(store_upload(uploaded, folder)).headers
        except NotATable:
            return ()
