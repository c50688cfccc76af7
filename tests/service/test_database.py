"""Does every process get its answers from one file, and is the file gone in the end?"""

import os
import sqlite3
import tempfile

import pytest

from service.database import PREFIX, Database
from tests.running import serving

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Return the folder in which files are made, empty at first."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def made():
    """Return a database of the numbers below 1,000."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE numbers (number)")
    connection.executemany("INSERT INTO numbers VALUES (?)", ((number,) for number in range(1000)))
    connection.commit()
    whole = connection.serialize()
    connection.close()
    return Database(whole)


def right(database):
    """Return whether a database knows the sum of its numbers."""
    return database.ask("SELECT sum(number) FROM numbers WHERE number < ?", 1000) == [(499_500,)]


def child(work):
    """Return the id of a forked process that leaves with 0 if `work` comes out true."""
    if (process := os.fork()) == 0:
        fine = False
        try:
            fine = work()
        finally:
            os._exit(0 if fine else 1)
    return process


def fine(process):
    """Return whether a process left with 0."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


@pytest.mark.parametrize("asked_before", [False, True])
def test_forked_processes_ask_at_once(asked_before):
    """Processes that were forked from one another each open the file, whoever asked before, and all get answers."""
    database = made()
    assert not asked_before or right(database)
    before = database._opened
    children = [
        child(lambda: all(right(database) for _ in range(50)) and database._opened is not before) for _ in range(4)
    ]
    assert right(database)
    assert [fine(process) for process in children] == [True] * 4
    assert right(database)
    assert before is None or database._opened is before


def test_the_file_goes_with_the_database(folder):
    """A database that nobody holds any more leaves nothing behind."""
    database = made()
    assert right(database)
    assert [path.name.startswith(PREFIX) for path in folder.iterdir()] == [True]
    del database
    assert list(folder.iterdir()) == []


def test_a_forked_process_does_not_remove_the_file(folder):
    """A worker that drops the database, as it does in its end, leaves the file to those that remain."""
    held = [made()]
    process = child(lambda: right(held[0]) and held.clear() is None and bool(list(folder.iterdir())))
    assert fine(process)
    assert len(list(folder.iterdir())) == 1
    assert right(held[0])


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_forked_process_goes_on_when_the_file_is_gone(folder, asked_before):
    """A worker answers from the old data after the master has dropped it, whether it had asked before or not."""
    held = [made()]
    ready, go = os.pipe(), os.pipe()

    def work():
        if asked_before:
            right(held[0])
        os.write(ready[1], b"1")
        os.read(go[0], 1)
        return not list(folder.iterdir()) and right(held[0])

    process = child(work)
    os.read(ready[0], 1)
    held.clear()
    os.write(go[1], b"1")
    assert fine(process)
    for end in (*ready, *go):
        os.close(end)


def test_without_a_place_for_files_each_process_has_a_copy(monkeypatch, tmp_path):
    """Where no file can be made, the database is asked all the same, also by forked processes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    database = made()
    assert right(database)
    assert fine(child(lambda: right(database)))


def test_numbers_are_told_in_order():
    """The whole numbers that a statement selects come as they stand, also where there are none."""
    database = made()
    told = database.numbers("SELECT number FROM numbers WHERE number < ? ORDER BY number DESC", 4)
    assert list(told) == [3, 2, 1, 0]
    assert not database.numbers("SELECT number FROM numbers WHERE number < ?", 0)


def test_it_can_only_be_read():
    """A connection refuses to change what is served."""
    database = made()
    assert right(database)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.ask("DELETE FROM numbers")


def test_a_server_leaves_no_file_behind(tmp_path):
    """A server keeps one file while it runs, from which its workers answer, and none when it has stopped."""
    with serving("--workers", "2", TMPDIR=str(tmp_path)) as server:
        assert all(server.ask("/v1/search?q=leak").json["total"] for _ in range(8))
        assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1
        assert server.stop() == 0
    assert list(tmp_path.iterdir()) == []
