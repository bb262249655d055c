"""The files of a month for the bookkeeper, in one ZIP."""
