"""Every kind of fact that a journal may hold, and reading a row of any of them."""

from __future__ import annotations

from collections.abc import Mapping

from models.facts.account import AccountsChosen
from models.facts.advance import AdvanceTaxed
from models.facts.api_key import ApiKeyMade, ApiKeyRevoked
from models.facts.arrival import GoodsArrived
from models.facts.automatic_orders import AutomaticDecision, AutomaticLimitsSet, AutomaticSwitched
from models.facts.barcode import BarcodesRemoved
from models.facts.basket import (
    AgeConfirmed,
    AgeRefused,
    BasketCancelled,
    BasketParked,
    BasketRecalled,
    CodeRemoved,
    CodeShown,
    DiscountGiven,
    DiscountRemoved,
    GroupChosen,
    LineAdded,
    LineChanged,
    LineRemoved,
    NoteAdded,
    NoteRemoved,
    SentLineWithdrawn,
    SupplyChosen,
)
from models.facts.cash import CashMoved, DrawerCounted, DrawerSessionClosed, DrawerSessionOpened
from models.facts.category import CategoriesChanged
from models.facts.clock import ClockJumped
from models.facts.customer_account import AccountStatementMailed, CustomerAccountBooked, CustomerAccountSet
from models.facts.customer_figures import CustomerFiguresPublished, OfferListHandedOut, OfferTrialPlanned
from models.facts.day import DayClosed, DayRead
from models.facts.deposit_voucher import DepositVoucherRemoved, DepositVoucherSpent, DepositVoucherTaken
from models.facts.device import DeviceChanged, GiftReceiptPrinted, ReceiptCopied, ReceiptMailed, ReceiptOpened
from models.facts.display import DisplayPaired, DisplayRevoked
from models.facts.drawer import DrawerOpened
from models.facts.enrolment import EnrolmentCodeMade, TillEnrolled, TillRevoked
from models.facts.envelope import Fact, RecordedFact, decode_fact
from models.facts.gift_card import (
    CreditSlipPrinted,
    GiftCardBlocked,
    GiftCardBooked,
    GiftCardDated,
    GiftCardRemoved,
    GiftCardsMade,
    GiftCardTaken,
)
from models.facts.goods import StockMoved
from models.facts.goods_import import GoodsImportBegun, GoodsImported, GoodsImportUndone
from models.facts.goods_picture import PictureImported, PictureImportUndone, ProductPicturesChanged
from models.facts.key import KeyIntroduced
from models.facts.kit import KitChanged
from models.facts.label import LabelsPrinted, LabelsRemoved, LabelsReturned
from models.facts.lot import LotRecalled, LotsMoved
from models.facts.member import (
    JoinCodeSpent,
    MemberChanged,
    MemberChosen,
    MemberConsented,
    MemberErased,
    MemberJoined,
    MemberLinkSent,
    MemberShown,
    MemberSignedIn,
    MemberSignedOut,
    MembersMerged,
)
from models.facts.member_offer import MemberOfferGiven, OfferRuleSet
from models.facts.moving_in import MovedIn, MoveInBegun, MoveInUndone
from models.facts.office_books import DocumentExported, EverythingExported, MonthExported, OfficeBooksClosed
from models.facts.online_order import (
    OnlineOrderCollected,
    OnlineOrderEnded,
    OnlineOrderPaid,
    OnlineOrderPicked,
    OnlineOrderPlaced,
)
from models.facts.operator import (
    OperatorsChanged,
    OperatorSignedIn,
    OperatorSignedOut,
    OperatorUnlocked,
    RoleChanged,
    SecretChanged,
    SignInRefused,
)
from models.facts.order import OrderAnswered, OrderDrafted, OrderLineChanged, OrderMoved, SupplierReminded
from models.facts.ordering import OrderingRulesSet
from models.facts.own_deposit import OwnDepositChanged
from models.facts.payment import PaymentAttemptChanged, PaymentResolved
from models.facts.payout import DisputeNoted, PaymentsReconciled, PayoutBooked
from models.facts.point_booking import PointRuleSet, PointsBooked, PointsTaken
from models.facts.price import BulkPricesSet, BulkPricesUndone, PriceChanged, PricesWithdrawn
from models.facts.price_breaks import PriceBreaksSet
from models.facts.price_proposal import PriceProposalDecided
from models.facts.product import ProductsChanged
from models.facts.promotion import (
    CouponRestored,
    CouponsMade,
    CouponSpent,
    PromotionChanged,
    PromotionCreated,
    PromotionEnded,
)
from models.facts.proposal import DecisionMade
from models.facts.quick_key import QuickKeysArranged
from models.facts.refused_event import EventRefused, RefusalsCounted
from models.facts.return_lines import ReturnLinesChosen
from models.facts.sale import SaleCompleted, SaleImported
from models.facts.sealed_details import DetailsSealed
from models.facts.setting import DeviceAdded, ShopSettingChanged
from models.facts.shadow import ShadowBegun, ShadowDecided, ShadowEnded
from models.facts.shop import BackupAccepted, ShopRegistered
from models.facts.stock_count import StockCounted
from models.facts.stock_transfer import TransferEnded, TransferSent
from models.facts.supplier import SuppliersChanged
from models.facts.supplier_return import GoodsReturnedToSupplier, SupplierClaimEnded
from models.facts.tax_rate import TaxRateChanged
from models.facts.terms import TermsChanged
from models.facts.tip import TipBooked
from models.facts.transfer_decision import TransferDecisionMade
from models.facts.unsold import (
    ParkedSlipPrinted,
    PaymentCodePrinted,
    ProFormaPrinted,
    TrainingBegun,
    TrainingCompleted,
    TrainingEnded,
)
from models.facts.webhook import WebhookChanged
from models.facts.write_off import GoodsWrittenOff
from models.journal import JournalKind

_WRITTEN: tuple[type[Fact], ...] = (
    LineAdded,
    LineChanged,
    LineRemoved,
    SentLineWithdrawn,
    SupplyChosen,
    BasketParked,
    BasketRecalled,
    BasketCancelled,
    NoteAdded,
    DiscountGiven,
    DiscountRemoved,
    CodeShown,
    CodeRemoved,
    GroupChosen,
    DepositVoucherTaken,
    DepositVoucherRemoved,
    DepositVoucherSpent,
    GiftCardsMade,
    GiftCardTaken,
    GiftCardRemoved,
    GiftCardBooked,
    GiftCardDated,
    CustomerAccountSet,
    CustomerAccountBooked,
    AccountStatementMailed,
    OnlineOrderPlaced,
    OnlineOrderPicked,
    OnlineOrderEnded,
    OnlineOrderPaid,
    OnlineOrderCollected,
    WebhookChanged,
    AdvanceTaxed,
    TipBooked,
    GiftCardBlocked,
    CreditSlipPrinted,
    MemberJoined,
    MemberConsented,
    MemberChanged,
    MembersMerged,
    MemberShown,
    DetailsSealed,
    MemberErased,
    JoinCodeSpent,
    MemberLinkSent,
    MemberSignedIn,
    MemberSignedOut,
    MemberChosen,
    PointsBooked,
    PointsTaken,
    PointRuleSet,
    OfferRuleSet,
    MemberOfferGiven,
    CustomerFiguresPublished,
    OfferTrialPlanned,
    OfferListHandedOut,
    NoteRemoved,
    ReturnLinesChosen,
    AgeConfirmed,
    AgeRefused,
    EventRefused,
    RefusalsCounted,
    DrawerOpened,
    SaleCompleted,
    SaleImported,
    PriceChanged,
    StockMoved,
    StockCounted,
    GoodsWrittenOff,
    LotsMoved,
    LotRecalled,
    TransferSent,
    TransferEnded,
    PriceProposalDecided,
    GoodsReturnedToSupplier,
    SupplierClaimEnded,
    ShopRegistered,
    TermsChanged,
    PriceBreaksSet,
    KitChanged,
    ProductPicturesChanged,
    PictureImported,
    PictureImportUndone,
    OrderDrafted,
    OrderMoved,
    OrderLineChanged,
    OrderAnswered,
    SupplierReminded,
    AutomaticDecision,
    ShadowBegun,
    ShadowDecided,
    ShadowEnded,
    AutomaticLimitsSet,
    AutomaticSwitched,
    OrderingRulesSet,
    GoodsArrived,
    DecisionMade,
    TransferDecisionMade,
    ReceiptCopied,
    ReceiptMailed,
    ReceiptOpened,
    GiftReceiptPrinted,
    ProFormaPrinted,
    ParkedSlipPrinted,
    PaymentCodePrinted,
    TrainingBegun,
    TrainingEnded,
    TrainingCompleted,
    DeviceChanged,
    ProductsChanged,
    CategoriesChanged,
    OwnDepositChanged,
    QuickKeysArranged,
    PromotionCreated,
    PromotionChanged,
    PromotionEnded,
    CouponsMade,
    CouponSpent,
    CouponRestored,
    SuppliersChanged,
    AccountsChosen,
    TaxRateChanged,
    KeyIntroduced,
    BackupAccepted,
    ClockJumped,
    BarcodesRemoved,
    PricesWithdrawn,
    BulkPricesSet,
    BulkPricesUndone,
    GoodsImportBegun,
    GoodsImported,
    GoodsImportUndone,
    OperatorsChanged,
    RoleChanged,
    SecretChanged,
    OperatorSignedIn,
    OperatorSignedOut,
    SignInRefused,
    OperatorUnlocked,
    LabelsPrinted,
    LabelsRemoved,
    LabelsReturned,
    ShopSettingChanged,
    DeviceAdded,
    EnrolmentCodeMade,
    TillEnrolled,
    TillRevoked,
    DisplayPaired,
    DisplayRevoked,
    ApiKeyMade,
    ApiKeyRevoked,
    PaymentAttemptChanged,
    PaymentResolved,
    DrawerSessionOpened,
    CashMoved,
    DrawerCounted,
    DrawerSessionClosed,
    DayRead,
    DayClosed,
    PayoutBooked,
    PaymentsReconciled,
    DisputeNoted,
    OfficeBooksClosed,
    MonthExported,
    EverythingExported,
    DocumentExported,
    MoveInBegun,
    MovedIn,
    MoveInUndone,
)
#: The record of each kind of row, also of kinds that are no longer written.
FACTS: Mapping[str, type[Fact]] = {
    **{fact_type.kind: fact_type for fact_type in _WRITTEN},
    JournalKind.SCAN_REFUSED: EventRefused,
}


def read_fact(kind: str, payload: str) -> RecordedFact[Fact]:
    """The fact of a journal row; :class:`ValueError` if the row is damaged, of an unknown kind or a later version."""
    fact_type = FACTS.get(kind)
    if fact_type is None:
        raise ValueError(f"{kind!r:.40} is no kind of fact")
    return decode_fact(fact_type, payload)
