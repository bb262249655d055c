"""Purchase orders as documents for a supplier: PDF and CSV."""
