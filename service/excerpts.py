"""Where in a record do the words stand? Why a record was found, and the passage that shows it."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.fulltext import BEGIN, END, FIELDS
from service.query import Term

MARK = ("<mark>", "</mark>")
"""What stands around a found word in a snippet; the rest is escaped, so that a snippet is safe as content of HTML."""

LONGEST = 40
"""Words of a snippet, at most."""

BEFORE = 10
"""Words that a shortened snippet keeps before the first one found."""

_FOUND = re.compile(f"{BEGIN}([^{END}\n]*){END}")
_UNIT = re.compile(rf"(?:{BEGIN}[^{END}]*{END}|\S)+")


Meanings = Mapping[str, Mapping[str, str]]
"""By name of a field: by word in lower case that may be found in it, which of the things looked for it stands for."""


def meanings(terms: Sequence[Term]) -> Meanings:
    """Return what the words stand for that these terms find, in every field; the first term counts."""
    return {
        field.name: {
            word: term.given
            for term in reversed(terms)
            if not term.fields or field.name in term.fields
            for word in term.words
        }
        for field in FIELDS
    }


def matches(marked: Sequence[str], meant: Meanings) -> list[dict[str, Any]]:
    """Return, field by field, the words that were found: what was looked for, and as what it stands there.

    Args:
        marked: the text of each field, with BEGIN and END around every word found.
        meant: what the words stand for; one that stands for nothing else is told as itself.
    """
    told = []
    for field, text in zip(FIELDS, marked, strict=True):
        if BEGIN in text:
            asked: dict[str, str] = {}
            given = meant[field.name]
            for found in dict.fromkeys(_FOUND.findall(text)):
                word = found.lower()
                asked.setdefault(given.get(word, word), found)
            if asked:
                told.append({"field": field.name, "words": asked})
    return told


def snippet(marked: Sequence[str]) -> str:
    """Return the passage that holds most of what was found, the first among equals, as HTML content."""
    best, most = marked[0], 0
    for text in marked:
        # Counting is cheap, and few passages hold as many words as to be looked at.
        if text.count(BEGIN) > most:
            for passage in text.split("\n"):
                if passage.count(BEGIN) > most and (held := _words_found(passage)) > most:
                    best, most = passage, held
    return html.escape(_shortened(best), quote=False).replace(BEGIN, MARK[0]).replace(END, MARK[1])


def _words_found(passage: str) -> int:
    return len(set(map(str.lower, _FOUND.findall(passage))))


def _shortened(passage: str) -> str:
    """Return a passage, or what stands around its first found word if it is too long."""
    if len(passage.split()) <= LONGEST:
        return passage
    units = [match[0] for match in _UNIT.finditer(passage)]
    if len(units) <= LONGEST:
        return passage
    first = next((place for place, unit in enumerate(units) if BEGIN in unit), 0)
    start = max(0, min(first - BEFORE, len(units) - LONGEST))
    kept = " ".join(units[start : start + LONGEST])
    return ("… " if start else "") + kept + (" …" if start + LONGEST < len(units) else "")
