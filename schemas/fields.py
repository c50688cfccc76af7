"""What may a single value be? Strict field types, none of which guesses or converts."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.quick import FAULTS, Quick, quickly
from schemas.vocabulary import VOCABULARIES

CODE_PATTERN = "[0-9]{4}[0-9AFMTU]"
"""A procedure code: five characters, ASCII. Source: the HCPCS level I layout in CMS's fee-schedule files."""

_CODE = re.compile(CODE_PATTERN)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSUITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def read_code(text: str) -> str | None:
    """Return `text` as a code, its suffix in upper case, or None if it is no code."""
    code = text.upper() if text.isascii() else text
    return code if _CODE.fullmatch(code) else None


class Text(Quick, fields.String):
    """A line of prose: trimmed, printable, and not empty.

    Args:
        longest: characters at most.
    """

    default_error_messages = {
        "null": "must not be null",
        "invalid": "must be a string",
        "empty": "must not be empty",
        "untrimmed": "must not begin or end with white space",
        "unprintable": "must not hold control characters, line breaks or half surrogates",
        "long": "must be at most {longest} characters long; it has {length}",
    }

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        metadata = {"minLength": 1, "maxLength": longest, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def read(self, value: Any) -> str:
        """Return a line as it is."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        trimmed = value.strip()
        if trimmed == value and value.isprintable() and 0 < len(value) <= self.longest:
            return value
        if not trimmed:
            raise self.make_error("empty")
        if _UNSUITABLE.search(value):  # `isprintable` is the quicker, and a wider net
            raise self.make_error("unprintable")
        if value != trimmed:
            raise self.make_error("untrimmed")
        if len(value) > self.longest:
            raise self.make_error("long", longest=self.longest, length=len(value))
        return value


class Pattern(Quick, fields.String):
    """A string that matches one regular expression as a whole.

    Args:
        pattern: without anchors, in the dialect that Python and ECMA 262 share.
        meaning: what the string is, for the message.
    """

    default_error_messages = {"null": "must not be null", "invalid": "must be a string", "mismatch": "is not {meaning}"}

    def __init__(self, pattern: str, *, meaning: str, **kwargs: Any) -> None:
        self.regex = re.compile(pattern)
        self.meaning = meaning
        metadata = {"pattern": f"^{pattern}$", **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)

    def read(self, value: Any) -> str:
        """Return a string as it is."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if not self.regex.fullmatch(value):
            raise self.make_error("mismatch", meaning=self.meaning)
        return value


class Code(Pattern):
    """A procedure code in a file: upper case, always a string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(CODE_PATTERN, meaning="a procedure code (five characters, such as 63709 or 0275T)", **kwargs)


class Slug(Pattern):
    """A name made of lower-case words joined by hyphens."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[a-z0-9]+(-[a-z0-9]+)*", meaning="a name in lower-case words joined by hyphens", **kwargs)


class Choice(Quick, fields.String):
    """One string out of a closed list, read as the list's own object, so that all records hold the same.

    Args:
        words: the strings allowed, in the order to show them.
    """

    default_error_messages = {
        "null": "must not be null",
        "invalid": "must be a string",
        "unknown": "{value!r} is not one of: {words}",
    }

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        self.words = words
        self._known = {word: word for word in words}
        super().__init__(**kwargs)

    def quick(self) -> Callable[[Any], Any]:
        """Return what looks a word up, without a function of ours in between."""
        quick = super().quick()
        return self._known.__getitem__ if quick == self.read else quick

    def read(self, value: Any) -> str:
        """Return the list's own string."""
        if not isinstance(value, str):
            raise self.make_error("invalid")
        word = self._known.get(value)
        if word is None:
            raise self.make_error("unknown", value=value[:80], words=", ".join(self.words))
        return word


class Word(Choice):
    """A value of one closed list of `schemas.vocabulary.VOCABULARIES`.

    Args:
        vocabulary: the list's name.
        among: the values of it that are allowed here; all of them when left out.
    """

    def __init__(self, vocabulary: str, *, among: tuple[str, ...] | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(among or tuple(VOCABULARIES[vocabulary]), **kwargs)


class Truth(Quick, fields.Boolean):
    """A JSON true or false, and nothing that merely resembles one."""

    default_error_messages = {"null": "must not be null", "invalid": "must be true or false"}

    def read(self, value: Any) -> bool:
        """Return it."""
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Day(Quick, fields.Date):
    """A calendar day, written YYYY-MM-DD and in no other form."""

    default_error_messages = {
        "null": "must not be null",
        "invalid": "must be a day of the calendar, written YYYY-MM-DD",
    }

    def read(self, value: Any) -> datetime.date:
        """Return the day."""
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return datetime.date.fromisoformat(value)
        except ValueError as error:
            raise self.make_error("invalid") from error


def _refuse_repeats(values: tuple[Any, ...]) -> None:
    if len(set(values)) == len(values):
        return
    seen: list[Any] = []
    for value in values:
        if value in seen:
            raise ValidationError(f"{value!r} stands in the list twice")
        seen.append(value)


LONGEST_LIST = 1000
"""Elements from which on a list that is too long is refused for that alone: its elements would take long to read."""


class Items(Quick, fields.List[Any]):
    """A JSON array, read as a tuple.

    Args:
        item: the field of every element.
        least: elements at least.
        most: elements at most.
        unique: whether an element may stand in it only once.
    """

    default_error_messages = {"null": "must not be null", "invalid": "must be an array"}

    def __init__(self, item: Any, *, least: int = 0, most: int, unique: bool = False, **kwargs: Any) -> None:
        length = validate.Length(
            least or None,
            most,
            error="must hold {min} to {max} items" if least else "must hold at most {max} items",
        )
        self.unique, self._least, self._most = unique, least, most
        super().__init__(item, validate=[length, *([_refuse_repeats] if unique else [])], **kwargs)
        self._read_each = quickly(self.inner)

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self._read_each = quickly(self.inner)  # which is another now

    def quick(self) -> Callable[[Any], Any]:
        """Return what reads a whole array; it heeds the validators that every array has."""
        return self.deserialize if self.pre_load or self.post_load else self.read

    def read(self, value: Any) -> tuple[Any, ...]:
        """Return the elements of an array in which all is good; what is raised for others does not say what is not."""
        if isinstance(value, list) and self._least <= len(value) <= self._most:
            read = tuple(map(self._read_each, value))
            if not self.unique or len(set(read)) == len(read):
                return read
        raise ValidationError("")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[Any, ...]:  # type: ignore[override]
        if not isinstance(value, list):
            raise self.make_error("invalid")
        if len(value) > max(self._most, LONGEST_LIST):
            self._validate(value)
        if not kwargs:
            try:
                return self.read(value)
            except FAULTS:
                pass  # read once more, since every fault of every element is told
        return tuple(fields.List._deserialize(self, value, attr, data, **kwargs))  # noqa: SLF001

    def _validate(self, value: Any) -> None:
        if not self._least <= len(value) <= self._most or (self.unique and len(set(value)) != len(value)):
            super()._validate(value)
