"""Does the loader name a fault, and nothing worse, whatever bytes stand in a file?"""

import json
import logging
from array import array
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.garbage import paused
from service.loading import examine
from tests.examples import smallest_record

_LOG = logging.getLogger(__name__)

TEXT = json.dumps(smallest_record(), indent=1).encode()
WORDS = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\u",
    b"\\ud800",
    b"NaN",
    b"1e999",
    b"\xff",
    b"\0",
    b"null",
    b"9" * 5000,
]

edits = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), st.sampled_from(WORDS) | st.binary(max_size=6)), max_size=6
)
"""Where to cut, how much of it, and what to put there."""

NAMES = ("codes/10001.json", "codes/10001.jsonl", "sources.json", "families.json")


def edited(changes: list[tuple[int, int, bytes]]) -> bytes:
    """Return the text of a record with changes."""
    raw = TEXT
    for start, length, instead in changes:
        raw = raw[:start] + instead + raw[start + length :]
    return raw


def check(folder: Path, name: str, raw: bytes) -> float:
    """Put bytes in place of a file, examine the folder, and return the seconds of the processor that it took."""
    for path in ("codes/10001.json", *NAMES):
        (folder / path).unlink(missing_ok=True)
    (folder / "codes").mkdir(exist_ok=True)
    (folder / "codes" / "10001.json").write_bytes(TEXT)
    (folder / name).write_bytes(raw)
    with paused():  # what a collection of all that the test has made would take is not the loader's
        began = process_time()
        examination = examine(folder)
        seconds = process_time() - began
    assert all(fault.reason and fault.line >= 1 for fault in examination.faults)
    assert examination.faults or examination.records
    return seconds


@given(name=st.sampled_from(NAMES), changes=edits)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, changes: list[tuple[int, int, bytes]]) -> None:
    """Whatever is cut from a record and put into it, the folder has records or named faults."""
    check(tmp_path, name, edited(changes))


MANY = 100_000
"""Damaged files of the long run, shared out evenly among the kinds of files."""


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_thousand_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    """The same for a hundred thousand in all, none of which takes a second of the processor."""
    taken = array("d")

    @given(changes=edits)
    @settings(max_examples=MANY // len(NAMES), database=None, suppress_health_check=list(HealthCheck))
    def examined(changes: list[tuple[int, int, bytes]]) -> None:
        taken.append(check(tmp_path, name, edited(changes)))
        assert taken[-1] < 1

    examined()
    _LOG.info("%s: %d damaged files, %.0f ms at most", name, len(taken), max(taken) * 1000)
    assert len(taken) >= MANY // len(NAMES)
