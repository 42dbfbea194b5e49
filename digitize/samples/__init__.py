"""Rendered dossiers for demonstration and measurement; all people in them are invented."""
