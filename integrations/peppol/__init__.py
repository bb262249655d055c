"""Documents of the Peppol network in UBL 2.1: written and read as files, which an access point carries."""
