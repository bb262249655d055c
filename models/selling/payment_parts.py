"""The parts in which a basket is paid: what is paid of them, and what is left to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.errors import Refused
from models.money import Money, total
from models.payments.attempt import AttemptKind, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.selling.basket import Basket
from models.selling.settlement import Offer, TenderKind, TenderStatus, cash_due

#: As which means of payment a method is shown on the receipt and in the books.
TENDER_OF_METHOD: Mapping[PaymentMethod, TenderKind] = {
    PaymentMethod.CASH: TenderKind.CASH,
    PaymentMethod.CARD: TenderKind.CARD,
    PaymentMethod.OWN_TERMINAL: TenderKind.CARD,
    PaymentMethod.SWISH: TenderKind.SWISH,
    PaymentMethod.MOBILEPAY: TenderKind.MOBILEPAY,
    PaymentMethod.WEB: TenderKind.WEB,
    PaymentMethod.ON_ACCOUNT: TenderKind.ON_ACCOUNT,
    PaymentMethod.GIFT_CARD: TenderKind.GIFT_CARD,
    PaymentMethod.STORE_CREDIT: TenderKind.STORE_CREDIT,
}


class PaymentOpen(Refused):
    """Something that cannot be done while nobody knows what becomes of a payment of the basket."""

    code = "payment_open"
    text = (
        "A payment of {amount} {amount.currency} for this basket is not decided yet. Nothing was changed and nobody is "
        "charged twice; wait for the terminal's answer, cancel there, or ask a manager to look it up."
    )

    amount: Money


class PaymentBegun(Refused):
    """A change of a basket of which a part is paid."""

    code = "payment_begun"
    text = (
        "A part of this basket is paid or being paid. Nothing was changed; finish the payment, or give the paid part "
        "back first."
    )


class WrongPart(Refused):
    """An amount that cannot be a part of what is left to pay."""

    code = "wrong_part"
    text = (
        "{amount} cannot be taken: {rest} {rest.currency} is left to pay. Nothing was taken or charged; "
        "enter an amount up to that."
    )

    amount: Money
    rest: Money


class NoSuchPart(Refused):
    """There is no paid part of that key to give back."""

    code = "no_such_part"
    text = "This part of the payment is not paid, or was given back already. Nothing was changed; look at the basket."


def check_unpaid(basket: Basket | None) -> None:
    """Raise :class:`PaymentBegun` for a basket that may not change, because a part of it is paid or being paid."""
    if basket is not None and basket.has_payments:
        raise PaymentBegun


@dataclass(frozen=True, slots=True)
class PaymentParts:
    """All attempts of a basket, oldest first; ``gross`` is what the basket costs."""

    gross: Money
    attempts: tuple[PaymentAttempt, ...] = ()

    @property
    def open_attempt(self) -> PaymentAttempt | None:
        """The attempt of which nobody knows the outcome; there is one at most."""
        return next((each for each in self.attempts if each.is_open), None)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is paid, a tender for each charge that was not given back as a whole."""
        return tuple(offer for each in self._charges() if (offer := _offer(each, self._left_of(each))).amount.minor)

    @property
    def _exact(self) -> Money:
        """What is paid in means that are exact to the öre."""
        return self._sum(is_cash=False)

    @property
    def _cash(self) -> Money:
        """What is paid in cash."""
        return self._sum(is_cash=True)

    @property
    def given_back(self) -> Money:
        """What has gone back of an earlier sale whose goods come back with the basket."""
        own = {each.id for each in self.attempts}
        refunds = [each for each in self.attempts if each.order.kind is AttemptKind.REFUND and each.original not in own]
        return total((each.amount_taken for each in refunds if not each.is_applied), self.gross.currency)

    @property
    def paid(self) -> Money:
        """What is paid in all."""
        return self._exact + self._cash

    @property
    def is_begun(self) -> bool:
        """Whether the basket may not change or end: a part is paid, or nobody knows whether it is."""
        return self.open_attempt is not None or self.paid.minor != 0 or self.given_back.minor != 0

    @property
    def rest(self) -> Money:
        """What is left to pay by card: exact to the öre."""
        return self.gross - self.paid

    @property
    def rest_in_cash(self) -> Money:
        """What is left to pay in cash: only the part paid in cash is rounded.

        >>> str(PaymentParts(Money(24950, "SEK")).rest_in_cash)
        '250.00'
        """
        return cash_due(self.gross - self._exact) - self._cash

    @property
    def is_whole(self) -> bool:
        """Whether everything is paid: the rest is nothing, or less than any coin and there is cash among the parts."""
        return self.rest.minor <= 0 or (self._cash.minor > 0 and self.rest_in_cash.minor <= 0)

    def check_new(self, method: PaymentMethod, amount: Money) -> None:
        """Raise unless ``amount`` can be asked for in another part: :class:`PaymentOpen` or :class:`WrongPart`.

        A part in cash leaves something to pay: the last cash is a tender of the sale itself, with its change.
        """
        waiting = self.open_attempt
        if waiting is not None:
            raise PaymentOpen(waiting.order.amount)
        is_cash = method is PaymentMethod.CASH
        rest = self.rest_in_cash if is_cash else self.rest
        fits = amount.minor < rest.minor and cash_due(amount) == amount if is_cash else amount.minor <= rest.minor
        if amount.minor <= 0 or not fits:
            raise WrongPart(amount, rest)

    def returnable(self, key: str) -> tuple[PaymentAttempt, Money]:
        """The charge with that key and what of it can be given back.

        Raises :class:`NoSuchPart` or :class:`PaymentOpen`.
        """
        waiting = self.open_attempt
        if waiting is not None:
            raise PaymentOpen(waiting.order.amount)
        for each in self._charges():
            if each.order.key == key and self._left_of(each).minor > 0:
                return each, self._left_of(each)
        raise NoSuchPart

    def _charges(self) -> Sequence[PaymentAttempt]:
        paid = [each for each in self.attempts if each.is_paid and not each.is_applied]
        return [each for each in paid if each.order.kind is AttemptKind.CHARGE]

    def _left_of(self, charge: PaymentAttempt) -> Money:
        refunds = [each for each in self.attempts if each.original == charge.id and each.is_paid]
        return charge.amount_taken - total((each.amount_taken for each in refunds), self.gross.currency)

    def _sum(self, *, is_cash: bool) -> Money:
        fitting = [offer.amount for offer in self.offers if (offer.kind is TenderKind.CASH) is is_cash]
        return total(fitting, self.gross.currency)


def _offer(charge: PaymentAttempt, amount: Money) -> Offer:
    is_offline = charge.state is AttemptState.APPROVED_OFFLINE
    status = TenderStatus.APPROVED_OFFLINE if is_offline else TenderStatus.APPROVED
    return Offer(TENDER_OF_METHOD[charge.order.method], amount, charge.answer.reference, status)
