"""Members, what they agreed to, and who looked at them."""
