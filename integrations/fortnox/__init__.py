"""Vouchers of closed days in Fortnox."""
