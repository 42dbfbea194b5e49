"""Our own line finder: the text lines of a cleaned page, in blocks and reading order."""

from digitize.ocr.lines.finder import Found, TextLine, TextLineFinder, located

__all__ = ["Found", "TextLine", "TextLineFinder", "located"]
