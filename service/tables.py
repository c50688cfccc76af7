"""How are answers shown in a terminal? As tables for people, or as indented JSON."""

import html
import json
from collections.abc import Sequence
from typing import Any

import click

from service.excerpts import MARK

_COLUMN = 13
"""Characters of the longest name of a way to be found."""


def indented(answer: Any) -> str:
    """Return an answer as JSON, indented by two."""
    return json.dumps(answer, indent=2, ensure_ascii=False)


def comparison(answer: dict[str, Any]) -> str:
    """Return a comparison as a table, a fact a line, and its sentence; facts that all share are left out."""
    rows = [["", *answer["codes"], "verdict"]]
    rows.extend(
        [entry["field"], *(_cell(entry["values"][code]) for code in answer["codes"]), entry["verdict"]]
        for entry in answer["fields"]
        if entry["verdict"] != "same"
    )
    return f"{_table(rows)}\n\n{answer['sentence']}"


def candidates(answer: dict[str, Any]) -> str:
    """Return candidates as a table, best first, and the question to ask next."""
    rows = [["code", "score", "title", "for", "against"]]
    for item in answer["items"]:
        facts = [", ".join(reason["fact"] for reason in item[side]) or "-" for side in ("for", "against")]
        rows.append([item["code"], f"{item['score']:.2f}", item["title"], *facts])
    asked = answer["ask_next"]
    if asked is None:
        return _table(rows)
    choices = "; ".join(f"{choice['value']}: {', '.join(choice['codes'])}" for choice in asked["answers"])
    return f"{_table(rows)}\n\nAsk next: {asked['question']} ({choices})"


def findings(answer: dict[str, Any]) -> str:
    """Return what a search has found: code, how it was found, title, and the passage that shows it, if another."""
    lines = []
    for item in answer["items"]:
        start = f"{item['code']}  {item['tier']:<{_COLUMN}}  "
        lines.append(start + item["title"])
        passage = _in_bold(item["snippet"])
        if click.unstyle(passage) != item["title"]:
            lines.append(" " * len(start) + passage)
    lines += [f"{word} was read as {', '.join(words)}" for word, words in answer["read_as"].items()]
    return "\n".join([*lines, f"{len(answer['items'])} of {answer['total']} records"])


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return str({True: "yes", False: "no", None: "unknown"}.get(value, value))


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns that line up, two blanks apart."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def _in_bold(snippet: str) -> str:
    """Return a snippet as plain text, with what was found in bold where the terminal can."""
    bold = (click.style("", bold=True, reset=False), click.style(""))
    for mark, style in zip(MARK, bold, strict=True):
        snippet = snippet.replace(mark, style)
    return html.unescape(snippet)
