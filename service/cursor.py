"""Where does the next page begin? Opaque cursors that hold to one question and one version of the data."""

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Mapping

from service.errors import CursorGone, InvalidParameter, InvalidParameters


def seal(after: str, version: str, filters: Mapping[str, Collection[str]]) -> str:
    """Return a cursor for the page that begins after `after`."""
    text = json.dumps([version, _print(filters), after], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unseal(cursor: str, version: str, filters: Mapping[str, Collection[str]]) -> str:
    """Return where the page begins.

    Raises:
        InvalidParameters: the cursor was not given out here, or for another question.
        CursorGone: it was given out for other data.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _refusal("was not given out here") from error
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        raise _refusal("was not given out here")
    given, question, after = parts
    if given != version:
        raise CursorGone
    if question != _print(filters):
        raise _refusal("was given out for another question; keep every filter as it was")
    return str(after)


def _refusal(detail: str) -> InvalidParameters:
    return InvalidParameters([InvalidParameter("query", "cursor", detail)])


def _print(filters: Mapping[str, Collection[str]]) -> str:
    """Return a fingerprint of the question: 12 hex digits."""
    whole = json.dumps({name: sorted(words) for name, words in sorted(filters.items())})
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
