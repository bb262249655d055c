"""E-mail: messages as the standards want them, and the server that takes them over."""
