"""The texts of the interfaces, in Swedish and English: gettext catalogues, read once when first asked for.

``app/locale/<language>/*.po`` hold the words, one file for each face. A ``msgid`` is a key such as
``till.pay``; both languages give it a text. Placeholders are named: ``{count}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from models.card_data import hide_card_data
from models.errors import Broken, KassaError, Reason
from models.money import Money

LANGUAGES = ("sv", "en")
#: How numbers and dates are written; an English-speaking operator in Sweden reads 1 234,50 kr as well.
FORMATS = {"sv": "sv_SE", "en": "en_SE"}
LOCALE = Path(__file__).parent / "locale"

#: One text, or one for each plural form: Swedish and English have (one, other).
Text = str | tuple[str, ...]


class MissingWord(Broken):
    """A key that a language has no text for."""

    code = "missing_word"
    text = "No {language} text for {key!r}. Nothing was changed; add it to app/locale/{language} and restart."

    key: str
    language: str


@dataclass(frozen=True, slots=True)
class Words:
    """All texts of one language."""

    language: str
    texts: Mapping[str, Text]

    def translate(self, key: str, /, **values: object) -> str:
        """The text of ``key`` with its placeholders filled; a plural is chosen by the value ``count``."""
        text = self.texts.get(key)
        if text is None:
            raise MissingWord(key, self.language)
        if isinstance(text, tuple):
            text = text[0 if values.get("count") == 1 else -1]
        return text.format(**{name: self._shown(value) for name, value in values.items()})

    def explain(self, error: KassaError) -> str:
        """What went wrong, that nothing is lost, and what to do, from the error's code and values.

        An error that no catalogue has gets its own English text. A card number that somebody typed is not repeated.
        """
        return hide_card_data(self.explain_code(error.code, vars(error), otherwise=str(error)))

    def explain_code(self, code: str, values: Mapping[str, object], *, otherwise: str) -> str:
        """The text of an error's ``code``; ``otherwise`` where it or one of its values is not known."""
        try:
            return self.translate(f"problem.{code}", **values)
        except (MissingWord, KeyError):
            return otherwise

    def under(self, *prefixes: str) -> dict[str, Text]:
        """The texts whose keys begin with one of ``prefixes``, for a page that fills them in itself."""
        return {key: text for key, text in self.texts.items() if key.startswith(prefixes)}

    def money(self, amount: Money) -> str:
        """An amount as it is written in the shop's country: 1 234,50 kr."""
        return str(format_currency(amount.major(), amount.currency, locale=FORMATS[self.language]))

    def whole_money(self, amount: Money) -> str:
        """An estimate of an amount, in whole units of its currency: 1 235 kr."""
        pattern, locale = "#,##0\N{NO-BREAK SPACE}¤", FORMATS[self.language]
        major = amount.major().quantize(Decimal(1))
        return str(format_currency(major, amount.currency, pattern, locale=locale, currency_digits=False))

    def sign_of(self, currency: str) -> str:
        """The sign of a currency: kr."""
        return str(get_currency_symbol(currency, locale=FORMATS[self.language]))

    def count(self, number: int) -> str:
        """A whole number as it is read: 79 177."""
        return str(format_decimal(number, "#,##0", locale=FORMATS[self.language]))

    def number(self, value: Decimal) -> str:
        """A number as it is typed into a field, with the decimal sign of the language: 1500,5."""
        return str(format_decimal(value, "0.###", locale=FORMATS[self.language]))

    def weekday(self, day: date) -> str:
        """A day as people speak of it: måndag 23 november."""
        return str(format_date(day, "EEEE d MMMM", locale=FORMATS[self.language]))

    def _shown(self, value: object) -> object:
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Reason):
            return self.translate(f"reason.{value.key}", **value.values)
        return format_decimal(value, locale=FORMATS[self.language]) if isinstance(value, Decimal) else value


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Words:
    """The words of one of :data:`LANGUAGES`."""
    texts: dict[str, Text] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    text = message.string or ""
                    texts[key] = text if isinstance(text, str) else tuple(text)
    return Words(language, texts)


def choose_language(wishes: Iterable[str | None], default: str = "sv") -> str:
    """The first wish that we speak; a wish is a language tag or an Accept-Language header.

    >>> choose_language([None, "de-DE,en-GB;q=0.8,sv;q=0.5"])
    'en'
    """
    for wish in wishes:
        for tag in _by_preference(wish or ""):
            language = tag.replace("_", "-").split("-")[0].lower()
            if language in LANGUAGES:
                return language
    return default


def _by_preference(header: str) -> list[str]:
    weighed = []
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        name, _, weight = parameter.strip().partition("=")
        is_weight = name == "q" and weight.replace(".", "", 1).isdigit()
        weighed.append((float(weight) if is_weight else 1.0, tag.strip()))
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def typed_amount(amount: Money, language: str) -> str:
    """An amount as somebody types it into a field: the decimals of its currency, and no groups of digits.

    >>> typed_amount(Money(500000, "SEK"), "sv"), typed_amount(Money(500000, "SEK"), "en")
    ('5000,00', '5000.00')
    """
    return f"{amount}".replace(".", "," if language == "sv" else ".")
