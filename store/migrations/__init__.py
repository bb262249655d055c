"""Versions of the tables, applied in order on every database."""
