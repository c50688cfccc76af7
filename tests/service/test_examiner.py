"""Does an examination that hangs, crashes or grows do no harm?"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.errors import Fault
from service.examiner import Examiner
from service.loading import Examination
from tests.operating import children, until
from tests.running import RECORDS


def found(examiner: Examiner) -> Examination:
    """Return the result, waiting for it."""
    results: list[Examination] = []
    until(lambda: bool(results.extend(filter(None, [examiner.result()])) or results))
    return results[0]


def test_what_is_found_is_told_once() -> None:
    """The records of a good folder come back whole, once."""
    examiner = Examiner(RECORDS)
    assert examiner.result() is None
    examiner.start()
    examination = found(examiner)
    assert "63709" in examination.records
    assert examination.faults == ()
    assert examiner.result() is None


def test_faults_are_told(tmp_path: Path) -> None:
    """The faults of a folder are those that lint names."""
    examiner = Examiner(tmp_path)
    examiner.start()
    assert str(found(examiner).faults[0]).startswith(f"{tmp_path}/codes:1: there is no such folder")


def test_a_link_is_followed_once(tmp_path: Path) -> None:
    """What is examined is the folder that a link names at first, so that no set is made of two."""
    link = tmp_path / "current"
    link.symlink_to(RECORDS, target_is_directory=True)

    def where(folder: Path) -> Examination:
        link.unlink()
        return Examination(records={}, sources={}, families=None, faults=(Fault(str(folder), 1, "", "is here"),))

    examiner = Examiner(link, where)
    examiner.start()
    assert found(examiner).faults[0].file == str(RECORDS.resolve())


def nothing_runs() -> bool:
    """Return whether every child has ended; a server waits for them as it does for its workers."""
    try:
        return os.waitpid(-1, os.WNOHANG) == (0, 0) and not children(os.getpid())
    except ChildProcessError:
        return True


def hang(_: Path) -> Any:
    """Open a file that nobody writes."""
    time.sleep(600)


def crash(_: Path) -> Any:
    """End without a word."""
    os.abort()


def grow(_: Path) -> Any:
    """Take more memory than there is."""
    return [bytearray(1024**3) for _ in range(64)]


def leave(_: Path) -> Any:
    """Leave as a program does."""
    raise SystemExit(3)


@pytest.mark.parametrize("examine", [hang, crash, grow, leave])
def test_an_examination_that_does_not_end_is_a_fault(examine: Callable[[Path], Any], tmp_path: Path) -> None:
    """It is told as one fault of the folder, and nothing is left running."""
    examiner = Examiner(tmp_path, examine, longest=1)
    examiner.start()
    [fault] = found(examiner).faults
    assert "the examination crashed, or took more than 1 s" in str(fault)
    until(nothing_runs)


def test_one_that_was_overtaken_is_passed_over(tmp_path: Path) -> None:
    """Asked again during an examination, it tells nothing of that, which may have read half, but of the next."""
    seen = tmp_path / "seen"

    def count(_: Path) -> Examination:
        with seen.open("a") as stream:
            stream.write("x")
        return Examination(records={}, sources={}, families=None, faults=(Fault(seen.read_text(), 1, "", ""),))

    examiner = Examiner(tmp_path, count)
    for _ in range(3):
        examiner.start()
    assert found(examiner).faults[0].file == "xx"
    assert examiner.result() is None
    assert seen.read_text() == "xx"


def test_whoever_asks_without_end_is_told_in_the_end(tmp_path: Path) -> None:
    """Of two examinations in a row that were overtaken, the second is told."""
    examiner = Examiner(tmp_path)
    examiner.start()
    told = 0
    for _ in range(6):
        examiner.start()
        while not examiner._ended():
            time.sleep(0.005)
        told += examiner.result() is not None
    assert told == 3
    examiner.stop()


def test_an_examination_can_be_given_up(tmp_path: Path) -> None:
    """Given up, it tells nothing and leaves nothing running."""
    examiner = Examiner(tmp_path, hang)
    examiner.start()
    examiner.stop()
    assert examiner.result() is None
    until(nothing_runs)
