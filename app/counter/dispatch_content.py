"""What is in a document that leaves the shop: composed when it is sent, from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.counter.automatic_report import read_report, report_lines
from app.counter.day_files import DayFile, DayFiles, files_of_report
from app.counter.offer_letter import offer_letter
from app.counter.order_document import OrderFile, order_files
from app.counter.order_letter import order_letter
from app.counter.peppol_order import peppol_order
from app.counter.receipt_composer import SCREEN_COLUMNS, ReceiptComposer
from app.counter.receipt_file import pdf_of_lines, receipt_file
from app.counter.receipt_html import LOGO_FILE, receipt_html
from app.counter.sign_in_letter import sign_in_letter
from app.counter.statement_letter import statement_letter
from app.words import words_of
from hardware.printer.layout import lay_out
from hardware.printer.picture import logo_png
from integrations.mail.messages import MailContent, MailFile
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.purchasing.purchase_order import OrderState
from models.shop import fact_number
from store import purchasing, shop
from store.database.engine import Store
from store.supplier_rules import rules_of


def mail_content(store: Store, composer: ReceiptComposer, dispatch: Dispatch) -> MailContent:
    """The e-mail of a document, in the language of the shop's receipts."""
    match dispatch.kind:
        case DispatchKind.RECEIPT_MAIL | DispatchKind.GIFT_CARD_MAIL:
            is_receipt = dispatch.kind is DispatchKind.RECEIPT_MAIL
            return (_receipt_mail if is_receipt else _gift_card_mail)(composer, dispatch.subject_id)
        case DispatchKind.DAY_MAIL:
            return _day_mail(store, composer, dispatch.subject_id)
        case DispatchKind.ORDER_MAIL | DispatchKind.ORDER_REMINDER:
            letter = _order_mail if dispatch.kind is DispatchKind.ORDER_MAIL else _order_reminder
            return letter(store, dispatch.subject_id)
        case DispatchKind.WEB_ORDER | DispatchKind.WEB_ORDER_READY | DispatchKind.WEB_ORDER_ENDED:
            return order_letter(store, dispatch.kind, dispatch.subject_id)
        case _:
            return _other_mail(store, composer, dispatch)


def _other_mail(store: Store, composer: ReceiptComposer, dispatch: Dispatch) -> MailContent:
    match dispatch.kind:
        case DispatchKind.STATEMENT_MAIL:
            return statement_letter(store, dispatch)
        case DispatchKind.OFFER_MAIL:
            return offer_letter(store, composer, dispatch.subject_id)
        case DispatchKind.MEMBER_LINK:
            return sign_in_letter(store, dispatch.subject_id)
        case DispatchKind.ORDER_REPORT:
            return _order_report(store, composer, dispatch.subject_id)
        case _:
            return _trial_mail(store, composer)


def day_files(store: Store, composer: ReceiptComposer, report_id: int) -> DayFiles:
    """The files of a closed day: the same bytes whenever they are documents."""
    with store.view() as view:
        return files_of_report(view, report_id, composer.language(view))


def folder_files(store: Store, composer: ReceiptComposer, dispatch: Dispatch) -> Sequence[DayFile | OrderFile]:
    """The files of a document that goes into a folder."""
    if dispatch.kind is DispatchKind.ORDER_FOLDER:
        with store.view() as view:
            return [peppol_order(view, purchasing.get_order(view, dispatch.subject_id))]
    return day_files(store, composer, dispatch.subject_id).files


def _receipt_mail(composer: ReceiptComposer, sale_id: int) -> MailContent:
    """The receipt as PDF and in HTML. Plain text has no sizes, so it only names what is attached."""
    file = receipt_file(composer, sale_id)
    receipt, words = file.receipt, words_of(file.receipt.language.value)
    company, amount = receipt.seller.company, words.money(receipt.due)
    text = words.translate("mail.receipt_text", company=company, number=receipt.number, amount=amount)
    html = receipt_html(file.lines, SCREEN_COLUMNS, receipt.language.value, file.heading)
    logo = () if receipt.logo is None else (MailFile(LOGO_FILE, "image/png", logo_png(receipt.logo)),)
    return MailContent(file.heading, f"{text}\n", html, (MailFile(file.name, "application/pdf", file.pdf()),), logo)


def _gift_card_mail(composer: ReceiptComposer, card_id: int) -> MailContent:
    """A gift card as PDF and in HTML, with its code to scan; plain text has the code to type."""
    card = composer.mailed_card(card_id)
    words, lines = words_of(card.language.value), lay_out(card, SCREEN_COLUMNS)
    values = {"company": card.company, "amount": words.money(card.amount), "code": card.code_in_groups}
    subject = words.translate("mail.gift_card_subject", company=card.company)
    page = pdf_of_lines(subject, lines)
    file = MailFile(f"{words.translate('mail.gift_card_file')}.pdf", "application/pdf", page)
    html = receipt_html(lines, SCREEN_COLUMNS, card.language.value, subject)
    pin = words.translate("mail.gift_card_pin", pin=card.pin) if card.pin else ""
    parts = filter(None, (card.greeting, words.translate("mail.gift_card_text", **values), pin))
    return MailContent(subject, "\n\n".join(parts) + "\n", html, (file,))


def _day_mail(store: Store, composer: ReceiptComposer, report_id: int) -> MailContent:
    with store.view() as view:
        language, company = composer.language(view), shop.get_shop(view).company
    words, documents = words_of(language.value), day_files(store, composer, report_id)
    values = {"company": company, "report": documents.title, "day": documents.day.isoformat()}
    text = words.translate("mail.day_text", **values)
    files = tuple(MailFile(each.name, each.media, each.content) for each in documents.files)
    return MailContent(words.translate("mail.day_subject", **values), f"{text}\n", files=files)


def _order_mail(store: Store, order_id: int) -> MailContent:
    """An order in the supplier's language, as PDF and as CSV."""
    with store.view() as view:
        order = purchasing.get_order(view, order_id)
        rules = rules_of(view, order.supplier_code)
        files = order_files(view, order, rules.language)
        company = shop.get_shop(view).company
    words = words_of(rules.language)
    values = {"number": fact_number(order_id), "company": company, "day": order.expected_on.isoformat()}
    text = words.translate("orders.mail.text", **values)
    attached = tuple(MailFile(each.name, each.media, each.content) for each in files)
    return MailContent(words.translate("orders.mail.subject", **values), f"{text}\n", files=attached)


def _order_reminder(store: Store, order_id: int) -> MailContent:
    """That an order is late, in the supplier's language; the order itself went before."""
    with store.view() as view:
        order = purchasing.get_order(view, order_id)
        rules = rules_of(view, order.supplier_code)
        company = shop.get_shop(view).company
    words = words_of(rules.language)
    number = order.reference or fact_number(order_id)
    values = {"number": number, "company": company, "day": order.due_on.isoformat()}
    is_rest = order.state is OrderState.PART_RECEIVED
    text = words.translate("orders.reminder.rest_text" if is_rest else "orders.reminder.text", **values)
    return MailContent(words.translate("orders.reminder.subject", **values), f"{text}\n")


def _order_report(store: Store, composer: ReceiptComposer, ordinal: int) -> MailContent:
    """What was ordered and held by itself on a business day, by its ordinal."""
    day = date.fromordinal(ordinal)
    with store.view() as view:
        report = read_report(view, day)
        language, company = composer.language(view), shop.get_shop(view).company
    words = words_of(language.value)
    values = {
        "company": company,
        "day": day.isoformat(),
        "sent": len(report.sent_orders),
        "held": len(report.held_orders),
    }
    text = "\n".join(report_lines(report, words))
    return MailContent(words.translate("automatic.mail.subject", **values), f"{text}\n")


def _trial_mail(store: Store, composer: ReceiptComposer) -> MailContent:
    with store.view() as view:
        language, company = composer.language(view), shop.get_shop(view).company
    words = words_of(language.value)
    text = words.translate("mail.trial_text", company=company)
    return MailContent(words.translate("mail.trial_subject", company=company), f"{text}\n")
