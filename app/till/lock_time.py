"""How long a till may be left alone before it locks, as the shop set it."""

from __future__ import annotations

from app.web.page_shop import this_shop
from models.errors import KassaError
from models.shop_settings import LOCK_MINUTES, parse_name
from store.setting_rows import get_value


def lock_minutes() -> int:
    """Minutes without a touch after which the till locks; the usual number where the shop cannot be read now."""
    try:
        with this_shop().store.view() as view:
            return int(get_value(view, LOCK_MINUTES))
    except KassaError:
        return int(parse_name(LOCK_MINUTES).kind.usual)
