"""Files in which providers list what they paid to the shop's bank."""
