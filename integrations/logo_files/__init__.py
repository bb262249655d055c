"""Pictures that a shop gives as its logo."""
