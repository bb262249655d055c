"""Vouchers of closed days in Xero."""
