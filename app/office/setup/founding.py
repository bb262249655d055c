"""Whether nobody can sign in to the shop of this installation yet, so that whoever is here may set it up."""

from __future__ import annotations

from app.office.setup.setup_view import setup_store
from models.errors import KassaError
from operations.access.first_person import is_without_people
from operations.installation.configuration import load_settings


def may_begin_shop() -> bool:
    """Whether the setup is open to a visitor who is not signed in; the page itself looks at where the visitor sits."""
    try:
        return is_without_people(setup_store(load_settings().store_url))
    except KassaError:
        return False
