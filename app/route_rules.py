"""Who may reach which path of the server: one table, and what it does not name nobody reaches."""

from __future__ import annotations

from app.api.public_api import PUBLIC_API_PATH
from app.office.page_list import OFFICE_PAGES, SETUP_PATH
from app.web.access import UPLOADING, UPLOADS
from app.web.addresses import (
    DASHBOARD_PATH,
    DISPLAY_PATH,
    FILES,
    INTERFACE_HEALTH,
    JOIN_PATH,
    RECEIPT_CHECK_PATH,
    RECEIPT_PATH,
    SIGN_IN,
    TILL_PATH,
)
from app.web.gate.rule import SOCKET, WRITING, Audience, Rule
from app.web.goods_pictures import PICTURES_PATH
from app.web.sign_in.account_bodies import ACCOUNT, PASSWORD, REMOVE, SECOND_STEP
from app.web.sign_in.sign_in_bodies import CODE, DEMO, ENROL, OPENID, OPENID_BACK, SIGN_OUT
from models.access.permission import Permission

_FORM = frozenset({"GET", "HEAD", "POST"})

RULES: tuple[Rule, ...] = (
    # Whoever watches the shop, and the pages with which one signs in and the files that these need.
    Rule(INTERFACE_HEALTH, Audience.OPEN),
    Rule(SIGN_IN, Audience.OPEN, methods=_FORM),
    Rule(CODE, Audience.OPEN, methods=_FORM),
    Rule(DEMO, Audience.OPEN, methods=WRITING),
    Rule(OPENID, Audience.OPEN),
    Rule(OPENID_BACK, Audience.OPEN),
    Rule(SIGN_OUT, Audience.OPEN, methods=_FORM),
    Rule(ENROL, Audience.OPEN, methods=_FORM),
    Rule("/api/v1/enrol", Audience.OPEN, methods=WRITING),
    Rule("/kassa/sign_in.css", Audience.OPEN),
    Rule("/kassa/page_tokens.css", Audience.OPEN),
    Rule("/kassa/icon.svg", Audience.OPEN),
    Rule("/kassa/manifest.webmanifest", Audience.OPEN),
    # Events of Stripe's: signed, or refused; without a signing secret there is nothing.
    Rule("/api/v1/stripe/events", Audience.OPEN, methods=WRITING),
    # Programs of others: the interface looks at the key of each request; its description is public.
    Rule(f"{PUBLIC_API_PATH}/openapi.json", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/products", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/products/*", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}{PICTURES_PATH}/*", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/stock", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/sales", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/gift-cards/balance", Audience.OPEN, methods=WRITING),
    Rule(f"{PUBLIC_API_PATH}/members/own-data", Audience.OPEN, methods=WRITING),
    Rule(f"{PUBLIC_API_PATH}/pickup-times", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/orders", Audience.OPEN, methods=_FORM),
    Rule(f"{PUBLIC_API_PATH}/orders/{{order}}", Audience.OPEN),
    Rule(f"{PUBLIC_API_PATH}/orders/{{order}}/cancel", Audience.OPEN, methods=WRITING),
    # Anyone checks a receipt: the page holds public keys and nothing else of the shop.
    Rule(f"/{RECEIPT_CHECK_PATH}", Audience.OPEN),
    Rule("/kassa/receipt_check.js", Audience.OPEN),
    # A customer becomes a member on the own phone: without a code that a till shows the page only explains that.
    Rule(f"/{JOIN_PATH}", Audience.OPEN, methods=_FORM),
    Rule(f"/{RECEIPT_PATH}", Audience.OPEN),
    Rule(f"/{RECEIPT_PATH}/picture", Audience.OPEN),
    Rule(f"/{RECEIPT_PATH}/pdf", Audience.OPEN),
    # A customer display: until somebody at a till pairs it, it shows a code and nothing else.
    Rule(f"/{DISPLAY_PATH}", Audience.OPEN),
    Rule("/display-client/*", Audience.OPEN),
    Rule("/api/v1/display/code", Audience.OPEN, methods=_FORM),
    Rule("/api/v1/display/follow", Audience.DISPLAY, methods=SOCKET),
    # The own account.
    Rule(ACCOUNT, Audience.OFFICE),
    Rule(PASSWORD, Audience.OFFICE, methods=WRITING),
    Rule(SECOND_STEP, Audience.OFFICE, methods=_FORM),
    Rule(REMOVE, Audience.OFFICE, methods=WRITING),
    # What every page of Streamlit loads; the page itself shows what the visitor may see.
    Rule("/kassa/*", Audience.INSIDE),
    *(Rule(path, Audience.INSIDE) for path in sorted(FILES)),
    Rule("/static/*", Audience.INSIDE),
    Rule("/media/*", Audience.INSIDE),
    Rule("/till-client/*", Audience.INSIDE),
    Rule("/_stcore/health", Audience.INSIDE),
    Rule("/_stcore/host-config", Audience.INSIDE),
    Rule("/_stcore/bidi-components/*", Audience.INSIDE),
    Rule("/_stcore/stream", Audience.INSIDE, methods=SOCKET),
    Rule("/api/v1/signed-in", Audience.INSIDE),
    # Pictures of goods, for tills and pages.
    Rule(f"{PICTURES_PATH}/*", Audience.INSIDE),
    # The file of goods that somebody imports.
    Rule(f"{UPLOADS}*", Audience.OFFICE, Permission.CHANGE_GOODS, UPLOADING),
    # The till.
    Rule("/", Audience.TILL),
    Rule(f"/{TILL_PATH}", Audience.TILL),
    Rule("/api/v1/tills", Audience.TILL),
    Rule("/api/v1/till/{till}", Audience.TILL),
    Rule("/api/v1/till/{till}/operators", Audience.TILL),
    *(
        Rule(f"/api/v1/till/{{till}}/{each}", Audience.TILL, methods=WRITING)
        for each in ("sign-in", "sign-out", "active", "unlock", "display")
    ),
    Rule("/api/v1/till/{till}/catalogue", Audience.TILL),
    Rule("/api/v1/till/{till}/events", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/product-choices", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/products", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/pay", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/payments", Audience.TILL, methods=_FORM),
    Rule("/api/v1/till/{till}/payments/{key}", Audience.TILL),
    *(
        Rule(f"/api/v1/till/{{till}}/payments/{{key}}/{each}", Audience.TILL, methods=WRITING)
        for each in ("cancel", "print", "return", "resolve")
    ),
    Rule("/api/v1/till/{till}/cash", Audience.TILL),
    Rule("/api/v1/till/{till}/cash/morning", Audience.TILL),
    *(
        Rule(f"/api/v1/till/{{till}}/cash/{each}", Audience.TILL, methods=WRITING)
        for each in ("open", "move", "count", "hand-over", "x", "z")
    ),
    *(
        Rule(f"/api/v1/till/{{till}}/baskets/{{basket}}/{each}", Audience.TILL, methods=WRITING)
        for each in ("pro-forma", "slip")
    ),
    # What somebody practises there.
    Rule("/api/v1/till/{till}/training", Audience.TILL),
    *(
        Rule(f"/api/v1/till/{{till}}/training/{each}", Audience.TILL, methods=WRITING)
        for each in ("begin", "end", "events", "pay")
    ),
    Rule("/api/v1/till/{till}/training/payments", Audience.TILL),
    Rule("/api/v1/till/{till}/training/receipts", Audience.TILL),
    Rule("/api/v1/till/{till}/training/receipts/{sale}", Audience.TILL, methods=_FORM),
    Rule("/api/v1/till/{till}/sales/{sale}", Audience.TILL),
    Rule("/api/v1/till/{till}/discount-rules", Audience.TILL),
    Rule("/api/v1/till/{till}/gift-cards", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/gift-cards/by-mail", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/gift-cards/look", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/gift-cards/remove", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/accounts/find", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/area", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/area/ask", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/members", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/members/code", Audience.TILL),
    Rule("/api/v1/till/{till}/members/joined", Audience.TILL),
    Rule("/api/v1/till/{till}/members/find", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/blind", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/blind/quote", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/correct-payment", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/give-back", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/store-credit", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/undo", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/returns/receipts", Audience.TILL),
    Rule("/api/v1/till/{till}/returns/receipts/{sale}", Audience.TILL),
    Rule("/api/v1/till/{till}/receipts", Audience.TILL),
    Rule("/api/v1/till/{till}/receipts/{sale}", Audience.TILL, methods=_FORM),
    Rule("/api/v1/till/{till}/receipts/{sale}/copy", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/receipts/{sale}/gift", Audience.TILL, methods=_FORM),
    Rule("/api/v1/till/{till}/receipts/{sale}/mail", Audience.TILL, methods=WRITING),
    Rule("/api/v1/till/{till}/web-orders", Audience.TILL),
    *(
        Rule(f"/api/v1/till/{{till}}/web-orders/{each}", Audience.TILL, methods=WRITING)
        for each in ("pick", "cancel", "hand-over")
    ),
    # The back office.
    Rule(f"/{DASHBOARD_PATH}", Audience.OFFICE, Permission.SEE_FIGURES),
    *(
        Rule(f"/{page.path}", Audience.SETUP if page.path == SETUP_PATH else Audience.OFFICE, page.permission)
        for page in OFFICE_PAGES
    ),
)
