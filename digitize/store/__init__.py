"""Object store: bytes named by their hash."""
