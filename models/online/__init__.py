"""Orders of customers on the web: what was ordered, when it is picked up, and what becomes of it."""
