"""Members join, are found, changed, merged, exported and erased."""
