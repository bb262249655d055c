"""People as they are stored: operators, roles, secrets, sessions."""
