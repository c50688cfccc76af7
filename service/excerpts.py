"""Where in a record do the words stand? Why a record was found, and the passage that shows it."""

import html
import re
from collections.abc import Sequence
from typing import Any

from service.fulltext import BEGIN, END, FIELDS
from service.query import Term

MARK = ("<mark>", "</mark>")
"""What stands around a found word in a snippet; the rest is escaped, so that a snippet is safe as content of HTML."""

LONGEST = 40
"""Words of a snippet, at most."""

BEFORE = 10
"""Words that a shortened snippet keeps before the first one found."""

_FOUND = re.compile(f"{BEGIN}(.*?){END}")
_UNIT = re.compile(rf"(?:{BEGIN}[^{END}]*{END}|\S)+")


def matches(marked: Sequence[str], terms: Sequence[Term]) -> list[dict[str, Any]]:
    """Return, field by field, the words that were found: what was looked for, and as what it stands there.

    Args:
        marked: the text of each field, with BEGIN and END around every word found.
        terms: what was looked for.
    """
    told = []
    for field, text in zip(FIELDS, marked, strict=True):
        asked: dict[str, str] = {}
        for found in dict.fromkeys(_FOUND.findall(text)) if BEGIN in text else ():
            asked.setdefault(_given(found, field.name, terms), found)
        if asked:
            told.append({"field": field.name, "words": asked})
    return told


def snippet(marked: Sequence[str]) -> str:
    """Return the passage that holds most of what was found, the first among equals, as HTML content."""
    passages = [passage for text in marked if BEGIN in text for passage in text.split("\n")] or marked[:1]
    best = passages[0] if len(passages) == 1 else max(passages, key=_words_found)
    return html.escape(_shortened(best), quote=False).replace(BEGIN, MARK[0]).replace(END, MARK[1])


def _words_found(passage: str) -> int:
    return len(set(map(str.lower, _FOUND.findall(passage)))) if BEGIN in passage else 0


def _given(found: str, field: str, terms: Sequence[Term]) -> str:
    """Return which of the terms a word found in a field stands for; itself if that cannot be told."""
    word = found.lower()
    fit = (term.given for term in terms if word in term.words and (not term.fields or field in term.fields))
    return next(fit, word)


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
