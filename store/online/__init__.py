"""Orders on the web, what is promised to them, and the baskets of visitors."""
