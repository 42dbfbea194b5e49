"""Digitises the papers of administrative procedures and finds again what the state already issued."""

__version__ = "0.1.0"
