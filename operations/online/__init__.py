"""Orders on the web: baskets of visitors, orders placed, picked, ended."""
