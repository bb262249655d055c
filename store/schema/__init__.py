"""Tables, one module an area. Only ``store`` sees them."""

from store.schema.access import operator, operator_secret, own_role, session, sign_in_failures, spent_code
from store.schema.advances import advance_tax
from store.schema.api_key_rows import api_key
from store.schema.arrivals import arrival, arrival_line
from store.schema.base import APPEND_ONLY, metadata
from store.schema.cash import cash_movement, drawer_session, z_report
from store.schema.catalogue import (
    category,
    category_name,
    kit,
    kit_part,
    location_price,
    own_deposit,
    own_deposit_amount,
    picture,
    price,
    product,
    product_code,
    product_gtin,
    product_picture,
    quick_key,
    quick_key_page,
    tax_rate,
)
from store.schema.count_rows import stock_count, stock_count_line
from store.schema.customer_accounts import customer_account, customer_account_entry
from store.schema.customer_figures import area_answer, area_question, customer_edition, offer_trial
from store.schema.customers import customer
from store.schema.delivery import dead_letter, delivery_cursor, station_device
from store.schema.demand import forecast, forecast_run
from store.schema.dispatch import dispatch
from store.schema.displays import display, display_code
from store.schema.enrolments import enrolment, enrolment_code
from store.schema.gift_cards import gift_card, gift_card_entry
from store.schema.journal import OF_AUTOMATIC, OF_COPIES, OF_GOODS, OF_ORDERS, journal
from store.schema.labels import label_cursor, shelf_label
from store.schema.ledger import account_choice, entry, posting
from store.schema.lot_rows import lot, lot_level, lot_movement, lot_recall
from store.schema.member_offers import member_offer, offer_rule
from store.schema.members import crm_contact, member, member_consent, member_join, member_look, member_sign_in
from store.schema.online_orders import (
    online_order,
    online_order_card,
    online_order_line,
    online_order_member,
    online_order_purchase,
    stock_promise,
    web_basket_card,
    web_basket_line,
)
from store.schema.payments import payment_attempt, payout, provider_event
from store.schema.point_tables import point_account, point_entry, point_rule
from store.schema.price_decisions import price_decision
from store.schema.promotions import coupon, deposit_voucher, promotion
from store.schema.purchasing import (
    automatic_limits,
    ordering_rules,
    purchase_order,
    purchase_order_line,
    supplier,
    supplier_price_break,
    supplier_term,
)
from store.schema.replenishment import proposal, proposal_line, replay_run, shadow_day, shadow_run
from store.schema.salt_rows import detail_salt
from store.schema.selling import (
    basket,
    basket_line,
    basket_return,
    refunded_line,
    refusal_count,
    sale,
    sale_line,
    sale_line_discount,
    sale_line_part,
    tender,
    till_client,
)
from store.schema.shop import device, device_head, location, shop, shop_setting
from store.schema.stock import stock_level, stock_movement
from store.schema.supplier_return_rows import claim_end, supplier_return, supplier_return_line
from store.schema.tips import tip_account, tip_entry
from store.schema.transfer_rows import (
    transfer,
    transfer_end,
    transfer_end_line,
    transfer_line,
    transfer_proposal,
    transfer_proposal_line,
)
from store.schema.webhook_tables import webhook, webhook_cursor, webhook_level, webhook_message
from store.schema.write_off_rows import write_off

__all__ = [
    "APPEND_ONLY",
    "OF_AUTOMATIC",
    "OF_COPIES",
    "OF_GOODS",
    "OF_ORDERS",
    "account_choice",
    "advance_tax",
    "api_key",
    "area_answer",
    "area_question",
    "arrival",
    "arrival_line",
    "automatic_limits",
    "basket",
    "basket_line",
    "basket_return",
    "cash_movement",
    "category",
    "category_name",
    "claim_end",
    "coupon",
    "crm_contact",
    "customer",
    "customer_account",
    "customer_account_entry",
    "customer_edition",
    "dead_letter",
    "delivery_cursor",
    "deposit_voucher",
    "detail_salt",
    "device",
    "device_head",
    "dispatch",
    "display",
    "display_code",
    "drawer_session",
    "enrolment",
    "enrolment_code",
    "entry",
    "forecast",
    "forecast_run",
    "gift_card",
    "gift_card_entry",
    "journal",
    "kit",
    "kit_part",
    "label_cursor",
    "location",
    "location_price",
    "lot",
    "lot_level",
    "lot_movement",
    "lot_recall",
    "member",
    "member_consent",
    "member_join",
    "member_look",
    "member_offer",
    "member_sign_in",
    "metadata",
    "offer_rule",
    "offer_trial",
    "online_order",
    "online_order_card",
    "online_order_line",
    "online_order_member",
    "online_order_purchase",
    "operator",
    "operator_secret",
    "ordering_rules",
    "own_deposit",
    "own_deposit_amount",
    "own_role",
    "payment_attempt",
    "payout",
    "picture",
    "point_account",
    "point_entry",
    "point_rule",
    "posting",
    "price",
    "price_decision",
    "product",
    "product_code",
    "product_gtin",
    "product_picture",
    "promotion",
    "proposal",
    "proposal_line",
    "provider_event",
    "purchase_order",
    "purchase_order_line",
    "quick_key",
    "quick_key_page",
    "refunded_line",
    "refusal_count",
    "replay_run",
    "sale",
    "sale_line",
    "sale_line_discount",
    "sale_line_part",
    "session",
    "shadow_day",
    "shadow_run",
    "shelf_label",
    "shop",
    "shop_setting",
    "sign_in_failures",
    "spent_code",
    "station_device",
    "stock_count",
    "stock_count_line",
    "stock_level",
    "stock_movement",
    "stock_promise",
    "supplier",
    "supplier_price_break",
    "supplier_return",
    "supplier_return_line",
    "supplier_term",
    "tax_rate",
    "tender",
    "till_client",
    "tip_account",
    "tip_entry",
    "transfer",
    "transfer_end",
    "transfer_end_line",
    "transfer_line",
    "transfer_proposal",
    "transfer_proposal_line",
    "web_basket_card",
    "web_basket_line",
    "webhook",
    "webhook_cursor",
    "webhook_level",
    "webhook_message",
    "write_off",
    "z_report",
]
