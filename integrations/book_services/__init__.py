"""What all bookkeeping services on the network have in common: calls over HTTP, sign-in, and a voucher on its way."""
