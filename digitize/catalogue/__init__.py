"""What the law says: procedures, result types, terms, agencies through time, identifiers."""
