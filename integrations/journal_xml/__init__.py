"""The journal of the tills as the XML that the Swedish Tax Agency reads (SKVFS 2021:16)."""
