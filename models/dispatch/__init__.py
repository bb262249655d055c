"""What leaves the shop: receipts by e-mail, and the documents of a closed day for the bookkeeper."""
