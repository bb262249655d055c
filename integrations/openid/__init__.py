"""Signing in by a service of the shop's own (OpenID Connect)."""
