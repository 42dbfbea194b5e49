"""Search: folded and exact, rebuilt from records."""
