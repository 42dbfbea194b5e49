"""What a document is and what stands in it: header rules, retrieval, fields, terms."""
