"""Names of the cookies with which a browser proves who uses it."""

from __future__ import annotations

#: The secret of a session in the back office, and that of a browser which is enrolled as a till.
OFFICE_COOKIE, TILL_COOKIE = "kassa_office", "kassa_till"
#: The secret of whoever signed in at that till.
OPERATOR_COOKIE = "kassa_session"
#: The secret of a browser that is the customer display of a till.
DISPLAY_COOKIE = "kassa_display"
#: How long a browser stays a till or a display without being used.
TILL_COOKIE_S = 400 * 24 * 3600
