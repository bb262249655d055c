"""X and Z reports as PDF."""
