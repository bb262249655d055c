"""The page of purchase orders, in its parts."""
