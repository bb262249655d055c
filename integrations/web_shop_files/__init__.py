"""Goods as the product lists that web shops of others import: Shopify with both forms of its headings, WooCommerce."""
