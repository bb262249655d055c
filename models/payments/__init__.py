"""Payments that a basket gets in parts: attempts, what a terminal answers to them, and what follows."""
