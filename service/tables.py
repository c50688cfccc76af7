"""How are answers shown in a terminal? As tables for people, or as indented JSON."""

import json
from collections.abc import Sequence
from typing import Any


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


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return str({True: "yes", False: "no", None: "unknown"}.get(value, value))


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as columns that line up, two blanks apart."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)
