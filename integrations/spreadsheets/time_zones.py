"""Time zones as other programs name them: by city, by the names of Windows and web shops, by offset."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

#: Names that are neither a zone of the time zone database nor one of its cities.
_OTHER_NAMES = {
    "eastern time": "America/New_York", "eastern standard time": "America/New_York", "central time": "America/Chicago",
    "central standard time": "America/Chicago", "mountain time": "America/Denver",
    "mountain standard time": "America/Denver", "pacific time": "America/Los_Angeles",
    "pacific standard time": "America/Los_Angeles", "arizona": "America/Phoenix", "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu", "atlantic time": "America/Halifax", "newfoundland": "America/St_Johns",
    "indiana": "America/Indiana/Indianapolis", "osaka": "Asia/Tokyo", "sapporo": "Asia/Tokyo",
    "beijing": "Asia/Shanghai",
    "mumbai": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "bern": "Europe/Zurich", "edinburgh": "Europe/London",
    "wellington": "Pacific/Auckland", "kyiv": "Europe/Kiev", "canberra": "Australia/Sydney",
    "w europe standard time": "Europe/Berlin", "romance standard time": "Europe/Paris",
    "central europe standard time": "Europe/Budapest", "central european standard time": "Europe/Warsaw",
    "central european time": "Europe/Paris", "cet": "Europe/Paris", "cest": "Europe/Paris",
    "gmt standard time": "Europe/London",
    "fle standard time": "Europe/Helsinki", "eet": "Europe/Helsinki", "eest": "Europe/Helsinki", "bst": "Europe/London",
    "greenwich mean time": "UTC", "coordinated universal time": "UTC", "gmt": "UTC", "utc": "UTC", "z": "UTC",
    "svensk tid": "Europe/Stockholm", "sverige": "Europe/Stockholm", "sweden": "Europe/Stockholm",
}  # fmt: skip
_OFFSET = re.compile(r"\(?\s*(?:utc|gmt)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\s*\)?", re.IGNORECASE)
#: Before a name, where the program shows the offset of the day with it: "(GMT+01:00) Stockholm".
_BEGIN = re.compile(r"^\((?:utc|gmt)[^)]*\)\s*", re.IGNORECASE)


@cache
def zone_of(name: str) -> tzinfo:
    """The time zone that a cell names; raises :class:`ValueError` for one that is unknown or not one alone.

    >>> str(zone_of("Stockholm")), str(zone_of("Eastern Time (US & Canada)")), str(zone_of("(GMT+01:00) Stockholm"))
    ('Europe/Stockholm', 'America/New_York', 'Europe/Stockholm')
    """
    bare = _BEGIN.sub("", name.strip())
    offset = _OFFSET.fullmatch(bare or name.strip())
    if offset and int(offset[2]) < 15:
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(length if offset[1] == "+" else -length)
    for text in (bare, re.sub(r"\s*\([^)]*\)", "", bare)):
        words = " ".join(re.sub(r"[^a-z0-9/+-]+", " ", text.casefold().replace("_", " ")).split())
        known = _OTHER_NAMES.get(words) or _cities().get(words)
        if known:
            return ZoneInfo(known)
    raise ValueError("is not a time zone that Kassa knows")


def zone_of_heading(heading: str) -> tzinfo | None:
    """The zone that a heading of instants names: "Date (UTC)"; ``None`` if it names none.

    >>> str(zone_of_heading("Created at (UTC)")), zone_of_heading("Created at")
    ('UTC', None)
    """
    return ZoneInfo("UTC") if re.search(r"\b(?:UTC|GMT)\b", heading) else None


@cache
def _cities() -> dict[str, str]:
    """Every zone of the time zone database by its own name and by its city."""
    zones = sorted(available_timezones())
    words = {zone: " ".join(zone.casefold().replace("_", " ").split()) for zone in zones}
    cities = {words[zone].rpartition("/")[2]: zone for zone in zones if "/" in zone and not zone.startswith("Etc/")}
    return cities | {words[zone]: zone for zone in zones}
