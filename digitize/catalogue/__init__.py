"""What the law says: procedures, result types, terms, agencies through time, identifiers."""

from digitize.catalogue.agencies import Agency, AgencyKind, AgencyTree
from digitize.catalogue.catalogue import FILES, Catalogue, load
from digitize.catalogue.facts import Component, Procedure, ResultType, RetentionRule, TermKind, TermRule

__all__ = [
    "FILES",
    "Agency",
    "AgencyKind",
    "AgencyTree",
    "Catalogue",
    "Component",
    "Procedure",
    "ResultType",
    "RetentionRule",
    "TermKind",
    "TermRule",
    "load",
]
