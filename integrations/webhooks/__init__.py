"""Webhooks as they leave: signed by the standard, and only to the public internet."""
