"""What a shop has about a person, as a document for that person."""
