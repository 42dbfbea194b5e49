"""The language: NFC, folding, syllables, dates, numbers, names."""
