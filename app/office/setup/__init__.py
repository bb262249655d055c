"""The setup of a shop, step by step: one form for each step."""
