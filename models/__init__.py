"""The model of the shop: everything that can be computed without touching the world."""
