"""Members: customers whom the shop knows, and what they agreed to."""
