"""Every page of the back office, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass

from models.access.permission import Permission


@dataclass(frozen=True, slots=True)
class OfficePage:
    """One page: ``path`` is its address, ``script`` its file in ``app/office/pages``, ``title`` the key of its name.

    ``icon`` is a Material symbol as Streamlit writes it. Whoever has ``permission`` sees the page in the menu.
    """

    path: str
    script: str
    title: str
    icon: str
    permission: Permission


OFFICE_PAGES: tuple[OfficePage, ...] = ()
