"""What does a JSON text say, exactly? RFC 8259 with nothing guessed, and the line of every value.

The standard library reads more than JSON: it lets a key stand twice, takes NaN, and joins half surrogates
into strings that cannot be written as UTF-8 again. Here each of these is refused, with its line.
"""

import json
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.scanner import NUMBER_RE
from typing import Any, NoReturn

import orjson

from schemas.messages import Pointer

DEEPEST = 64
"""Brackets inside brackets at most; nothing that the service reads needs ten."""

_LONGEST_NUMBER = 400
_SPACE = " \t\n\r"


class NotJSON(ValueError):
    """The text is not JSON.

    Attributes:
        line: counted from 1.
        reason: what is wrong, in words.
        pointer: the value at fault, as far as it could be told.
    """

    def __init__(self, line: int, reason: str, pointer: Pointer = ()) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line, self.reason, self.pointer = line, reason, pointer


class _Unfit(ValueError):
    """Something the standard library would have let through."""


def parse(raw: bytes) -> Any:
    """Return the value that `raw` stands for.

    Raises:
        NotJSON: it is not UTF-8 (RFC 8259, 8.1), not JSON, holds a key twice, or NaN or an infinity, a half
            surrogate, a number of more than 400 characters, or brackets more than 64 deep.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotJSON(raw.count(b"\n", 0, error.start) + 1, f"is not UTF-8 (byte {error.start + 1})") from error
    try:
        value = _QUICK.decode(text)
        escaped = "\\" in text and "\\u" in text  # one character is found far sooner than two
        if escaped or not _unique_in(raw, value):
            value = _DECODER.decode(text)
        if escaped:
            json.dumps(value, ensure_ascii=False).encode()
        if text.count("[") + text.count("{") > DEEPEST and _depth(value) > DEEPEST:
            raise _Unfit
        return value
    except (ValueError, RecursionError):
        # Read again by the slow way, which knows where it is.
        locate(text)
        raise


def locate(text: str) -> dict[Pointer, int]:
    """Return the line, counted from 1, of every value in a JSON text.

    Raises:
        NotJSON: as `parse` does.
    """
    reader = _Locator(text)
    reader.value(())
    reader.space()
    if reader.at < len(text):
        reader.fail("has something after its end")
    return reader.lines


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unfit
    return found


def _unique_in(raw: bytes, value: Any) -> bool:
    """Return whether a text surely holds no key twice: of one that does, a key and its quotes are gone from `value`.

    Args:
        raw: the text; it escapes no quote by its number.
        value: what it was read as.
    """
    try:
        return orjson.dumps(value).count(b'"') == raw.count(b'"')
    except TypeError:  # it writes no whole number of more than 64 bits
        return False


def _constant(_: str) -> NoReturn:
    raise _Unfit


def _int(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise _Unfit
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")
    if value in (float("inf"), float("-inf")):
        raise _Unfit
    return value


_SCALARS: dict[str, Any] = {"parse_constant": _constant, "parse_int": _int, "parse_float": _float}
_QUICK, _DECODER = json.JSONDecoder(**_SCALARS), json.JSONDecoder(object_pairs_hook=_unique, **_SCALARS)


def _depth(value: Any) -> int:
    """Return how many brackets stand inside each other, without recursion."""
    depth, layer = 0, [value]
    while layer := [item for item in layer if isinstance(item, list | dict)]:
        depth += 1
        layer = [inner for item in layer for inner in (item.values() if isinstance(item, dict) else item)]
    return depth


class _Locator:
    """A reader of JSON that notes the line of each value; used only where something has to be blamed."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.lines: dict[Pointer, int] = {}
        self.pointer: Pointer = ()

    def here(self) -> int:
        """Return the line of the current place."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = max(self.counted, self.at)
        return self.line

    def fail(self, reason: str) -> NoReturn:
        """Raise NotJSON for the current place."""
        raise NotJSON(self.here(), reason, self.pointer)

    def space(self) -> str:
        """Skip white space and return the character that follows, or nothing at the end."""
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def value(self, pointer: Pointer) -> None:
        """Read one value and all it holds."""
        first = self.space()
        self.pointer = pointer
        self.lines[pointer] = self.here()
        if len(pointer) >= DEEPEST and first in ("{", "["):
            self.fail(f"has brackets more than {DEEPEST} deep")
        if first == "{":
            self.members(pointer)
        elif first == "[":
            self.elements(pointer)
        elif first == '"':
            self.string()
        else:
            self.scalar()

    def members(self, pointer: Pointer) -> None:
        """Read an object."""
        seen: set[str] = set()
        self.at += 1
        if self.space() == "}":
            self.at += 1
            return
        while True:
            if self.space() != '"':
                self.fail("expected a key in double quotes" + (", not the end" if self.at >= len(self.text) else ""))
            key = self.string()
            self.pointer = (*pointer, key)
            if key in seen:
                self.fail(f"has the key {key[:80]!r} twice")
            seen.add(key)
            if self.space() != ":":
                self.fail(f"expected a colon after {key[:80]!r}")
            self.at += 1
            self.value((*pointer, key))
            if self.closed("}", pointer):
                return

    def elements(self, pointer: Pointer) -> None:
        """Read an array."""
        self.at += 1
        if self.space() == "]":
            self.at += 1
            return
        place = 0
        while True:
            self.value((*pointer, place))
            place += 1
            if self.closed("]", pointer):
                return

    def closed(self, bracket: str, pointer: Pointer) -> bool:
        """Return whether the object or array ends here, having stepped over the bracket or the comma."""
        mark = self.space()
        self.pointer = pointer
        if mark not in (bracket, ","):
            self.fail(f"expected a comma or {bracket}" + ("" if mark else ", not the end"))
        self.at += 1
        return mark == bracket

    def string(self) -> str:
        """Read a string and return it."""
        try:
            text, end = scanstring(self.text, self.at + 1, True)
            text.encode()
        except json.JSONDecodeError as error:
            self.at = max(self.at, min(error.pos, len(self.text)))
            self.fail(f"has a faulty string: {error.msg.removesuffix(' at').lower()}")
        except UnicodeEncodeError:
            self.fail("has half a surrogate pair in a string")
        self.at = end
        return str(text)

    def scalar(self) -> None:
        """Read a number, true, false or null."""
        for word in ("true", "false", "null"):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return
        for word in ("NaN", "Infinity", "-Infinity"):
            if self.text.startswith(word, self.at):
                self.fail(f"has {word}, which JSON does not know")
        match = NUMBER_RE.match(self.text, self.at)
        if match is None or not match[0].isascii():
            found = self.text[self.at : self.at + 1]
            self.fail(f"expected a value, not {found!r}" if found else "expected a value, not the end")
        whole = match[2] is None and match[3] is None
        if len(match[0]) > _LONGEST_NUMBER or (not whole and float(match[0]) in (float("inf"), float("-inf"))):
            self.fail("has a number that is too large")
        self.at = match.end()
