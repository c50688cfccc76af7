"""Which ids of a caller's may be repeated? Those that fit a narrow pattern; others could forge a line of a log."""

import re
from secrets import token_hex
from typing import Any

_NAME = re.compile("[A-Za-z0-9._-]{1,128}")
_TRACE = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?", re.ASCII)
"""`traceparent`, as W3C Trace Context has it; a version to come may say more at the end."""


def name_of(given: str) -> str:
    """Return the id of a request: the caller's if it fits ``[A-Za-z0-9._-]{1,128}``, else 32 new hex digits."""
    return given if given and _NAME.fullmatch(given) else token_hex(16)


def trace_of(given: str) -> str | None:
    """Return the trace that a `traceparent` header names, or None if it is not valid."""
    if not given:
        return None
    found: Any = _TRACE.fullmatch(given)
    return None if found is None or (found[2] and given.startswith("00")) else str(found[1])
