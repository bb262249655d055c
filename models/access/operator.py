"""The operators of a shop: people, and the parts of Kassa that work on their own."""

from __future__ import annotations

from models.access.permission import Role

#: The operator of a till at which nobody has signed in.
TILL_OPERATOR = "till"
#: Whoever works at the command line or on the dashboard.
OFFICE_OPERATOR = "office"
#: The nightly jobs.
SCHEDULE_OPERATOR = "schedule"
#: The printer and the drawer of a till, which act on what was recorded.
DEVICE_OPERATOR = "device"

BUILT_IN = {
    TILL_OPERATOR: Role.SALES_ASSISTANT,
    OFFICE_OPERATOR: Role.OFFICE,
    SCHEDULE_OPERATOR: Role.SCHEDULE,
    DEVICE_OPERATOR: Role.DEVICE,
}


def role_of(operator_id: str) -> Role:
    """The role of an operator; everybody who is not built in is a sales assistant.

    >>> role_of("office"), role_of("anna")
    (<Role.OFFICE: 'office'>, <Role.SALES_ASSISTANT: 'sales_assistant'>)
    """
    return BUILT_IN.get(operator_id, Role.SALES_ASSISTANT)
