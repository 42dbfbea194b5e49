"""What each document is, its fields, and how long it is valid."""

from digitize.classify.classifier import Known, classify
from digitize.classify.document import DocumentText
from digitize.classify.fields import extract
from digitize.classify.terms import end_of_term, state_on, term_of

__all__ = ["DocumentText", "Known", "classify", "end_of_term", "extract", "state_on", "term_of"]
