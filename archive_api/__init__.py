"""The archive application: for now health and read-only search."""
