"""The settings of ordering: how full shelves are, what orders may cost, and where they go."""

from __future__ import annotations

from models.peppol_id import PEPPOL_ID_LENGTH_MAX
from models.setting_checks import is_address, is_folder, is_peppol_id, is_whole
from models.setting_kind import SettingGroup, SettingKind

ORDER_SERVICE, LAST_DAY_PERCENT = "orders.service", "orders.last_day_percent"
ORDER_BUDGET, ORDER_REPORT_MAIL = "orders.budget", "orders.report_mail"
PEPPOL_FOLDER, PEPPOL_ID = "orders.peppol_folder", "orders.own_peppol_id"
PRICE_ENDING, TRANSFER_FIRST = "prices.ending", "orders.transfer_first"

ORDER_KINDS = (
    SettingKind(
        ORDER_SERVICE, SettingGroup.ORDERS, "95",
        "of 100 customers, so many should find the goods on the shelf; what each level costs is on *Ways to order*", 2,
        choices=("90", "93", "95", "97", "98", "99"),
    ),
    SettingKind(
        LAST_DAY_PERCENT, SettingGroup.ORDERS, "0",
        "of what goods that spoil have cost, so many per cent come back where they are marked down on their last day",
        2, is_whole,
    ),
    SettingKind(
        ORDER_BUDGET, SettingGroup.ORDERS, "0",
        "what a night's proposals may cost together, in whole units of currency without tax; 0: no limit", 9, is_whole,
    ),
    SettingKind(
        TRANSFER_FIRST, SettingGroup.ORDERS, "yes",
        "`yes`: what another location can spare is proposed to be moved before it is bought", 3, choices=("no", "yes"),
    ),
    SettingKind(
        ORDER_REPORT_MAIL, SettingGroup.ORDERS, "",
        "who gets the message of what was ordered and held by itself, by e-mail; empty: only the page shows it",
        254, is_address,
    ),
    SettingKind(
        PEPPOL_FOLDER, SettingGroup.ORDERS, "", "the folder of the access point into which Peppol orders are written",
        300, is_folder,
    ),
    SettingKind(
        PEPPOL_ID, SettingGroup.ORDERS, "", "the shop's own Peppol id; empty: its organisation number",
        PEPPOL_ID_LENGTH_MAX, is_peppol_id,
    ),
    SettingKind(
        PRICE_ENDING, SettingGroup.ORDERS, ",90",
        "how a price ends that is proposed for a new cost: `,00`, `,50`, `,90`, `,95`, `,99`, or as it comes (`any`)",
        3,
        choices=("any", ",00", ",50", ",90", ",95", ",99"),
    ),
)  # fmt: skip
