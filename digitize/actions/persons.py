"""Persons who decide, and what they say: in one form wherever two of them must be told apart."""

from __future__ import annotations

import os

from digitize.errors import BadRequest
from digitize.vietnamese.text import nfc


def stated(name: str, words: str) -> str:
    """What a person must say, without white space around it.

    Args:
        name: What it is called, for the complaint.
        words: As typed.

    Raises:
        BadRequest: Nothing was said.
    """
    if not words.strip():
        raise BadRequest(name)
    return nfc(words.strip())


def person(by: str) -> str:
    """The id of a person in one form, so that another way of writing it is not another person.

    Raises:
        BadRequest: It is empty.
    """
    return stated("by", by).casefold()


def system_account() -> str:
    """The account of the operating system, for the audit: it may be another than is said."""
    return f"uid:{os.getuid()}"
