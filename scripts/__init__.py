"""Tools of the project: set-up, generated pages, catalogue."""
