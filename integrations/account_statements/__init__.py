"""Statements of customer accounts as PDF."""
