"""What the pages of goods and prices are made of."""
