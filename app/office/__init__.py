"""The back office: pages for goods, prices, people, tills and settings."""
