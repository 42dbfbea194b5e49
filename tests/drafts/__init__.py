"""Papers on which the rules of classification and extraction are worked; see README.md."""
