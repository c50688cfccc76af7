"""How may a value stand in a query string? The types of parameters, each read from text and none guessed."""

import re
from typing import Any

from marshmallow import fields

from schemas.fields import CODE_PATTERN, Items, Text, read_code
from schemas.quick import Quick

_DIGITS = re.compile("[0-9]{1,9}")


class Count(fields.Integer):
    """A whole number in a query string, in ASCII digits without a sign."""

    default_error_messages = {"invalid": "must be a whole number", "range": "must be from {least} to {most}"}

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        metadata = {"minimum": least, "maximum": most, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise self.make_error("invalid")
        if not self.least <= int(value) <= self.most:
            raise self.make_error("range", least=self.least, most=self.most)
        return int(value)


class Flag(fields.Boolean):
    """The word true or false in a query string."""

    default_error_messages = {"invalid": "must be true or false"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return bool(value == "true")


class Line(Text):
    """A line of text as people type it: white space at its ends is dropped, and within it one blank is left."""

    def read(self, value: Any) -> str:
        """Return the line, tidied."""
        return super().read(" ".join(value.split()) if isinstance(value, str) else value)


class Asked(Quick, fields.String):
    """Any text that is not too long.

    Args:
        longest: characters at most.
    """

    default_error_messages = {"invalid": "must be a string", "long": "must be at most {longest} characters long"}

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(metadata={"maxLength": longest}, **kwargs)

    def read(self, value: Any) -> str:
        """Return a text as it is."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if len(value) > self.longest:
            raise self.make_error("long", longest=self.longest)
        return value


class Queries(Items):
    """An array of any texts, none of them too long; read at one glance, since there may be a thousand.

    Args:
        longest: characters of a text, at most.
        most: texts, at most.
    """

    def __init__(self, *, longest: int, most: int, **kwargs: Any) -> None:
        self._longest = longest
        super().__init__(Asked(longest=longest), most=most, **kwargs)

    def read(self, value: Any) -> tuple[Any, ...]:
        """Return the texts; one look at all of them finds whether there is anything wrong."""
        texts = isinstance(value, list) and {str}.issuperset(map(type, value))
        if texts and len(value) <= self._most and max(map(len, value), default=0) <= self._longest:
            return tuple(value)
        return super().read(value)


class KnownCode(fields.String):
    """A procedure code in a question, its suffix in either case."""

    default_error_messages = {"invalid": "is not a procedure code"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": f"^{CODE_PATTERN}$"}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        code = read_code(value) if isinstance(value, str) else None
        if code is None:
            raise self.make_error("invalid")
        return code
