"""Norwegian SAF-T Cash Register 1.00: the audit file of a cash register, as Skatteetaten publishes its schema."""
