"""The e-mail with the statement of a customer account, in the customer's language."""

from __future__ import annotations

from app.words import words_of
from integrations.account_statements.statement_pdf import statement_pdf
from integrations.mail.messages import MailContent, MailFile
from models.dispatch.sending_rules import Dispatch
from operations.selling.account_statements import statement_to_send
from store import shop
from store.database.engine import Store


def statement_letter(store: Store, queued: Dispatch) -> MailContent:
    """The statement as PDF, with a text that names the shop and the account."""
    with store.view() as view:
        number, statement = statement_to_send(view, queued)
        company = shop.get_shop(view).company
    words = words_of(statement.language)
    values = {"company": company, "number": number}
    file = MailFile(f"{statement.title}-{number}.pdf", "application/pdf", statement_pdf(statement))
    text = words.translate("mail.statement_text", **values)
    return MailContent(words.translate("mail.statement_subject", **values), f"{text}\n", files=(file,))
