"""How can the service refuse? Every way, free of HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place of a file; `line` counts from 1, `field` is empty for the file as a whole."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field + ': ' if self.field else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class InvalidParameter:
    """One thing wrong in a question.

    `location` is query, header, path or body; `pointer` names the parameter, or the place in the body as a
    JSON Pointer in URI fragment form (RFC 6901, 6).
    """

    location: str
    pointer: str
    detail: str


class CodebookError(Exception):
    """The service refuses, and says why in words fit for a caller."""


class BadFixtures(CodebookError):
    """The fixture folder has faults, all of which are listed."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} fault{'s' if len(faults) != 1 else ''} in the fixtures")
        self.faults = tuple(faults)


class BadSettings(CodebookError):
    """Settings that cannot be used, by the name of their environment variable."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in faults.items()))
        self.faults = faults


MOST_TOLD = 100
"""Faults of one request that are told, at most; a body may have a hundred thousand."""


class MalformedCode(CodebookError):
    """What was given as a code is none."""

    def __init__(self, given: str) -> None:
        super().__init__(
            f"{given[:40]!r} is not a procedure code: a code is four digits followed by a digit, A, F, M, T or U"
        )


class UnknownCode(CodebookError):
    """No record has one or more of the codes asked for.

    Attributes:
        codes: the unknown codes, in the order asked.
        did_you_mean: codes that exist, nearest number first, at most five.
    """

    def __init__(self, codes: Sequence[str], did_you_mean: Sequence[str]) -> None:
        super().__init__(f"there is no record of {', '.join(codes)}")
        self.codes, self.did_you_mean = tuple(codes), tuple(did_you_mean)


class UnknownFamily(CodebookError):
    """No record belongs to the family asked for.

    Attributes:
        did_you_mean: families that exist and are spelt alike, at most five.
    """

    def __init__(self, given: str, did_you_mean: Sequence[str]) -> None:
        super().__init__(f"there is no family {given[:80]!r}")
        self.did_you_mean = tuple(did_you_mean)


class InvalidParameters(CodebookError):
    """The question was read, and what it asks is not allowed; all faults at once, MOST_TOLD of them by name."""

    def __init__(self, faults: Sequence[InvalidParameter]) -> None:
        first = f"; the first {MOST_TOLD} are named" if len(faults) > MOST_TOLD else ""
        super().__init__(f"{len(faults)} parameter{'s are' if len(faults) != 1 else ' is'} not allowed{first}")
        self.faults = tuple(faults[:MOST_TOLD])


class CursorGone(CodebookError):
    """The cursor was given out for data that is no longer served."""

    def __init__(self) -> None:
        super().__init__("the data has changed since this cursor was given out; start again without a cursor")
