"""Is something made by another process where there is one for it, and in any case?"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any

import pytest

import service.beside
from service.beside import MANY, beside


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes are made even where there is one processor; in the end there is none left."""
    monkeypatch.setattr(service.beside, "_possible", lambda: True)
    yield
    assert multiprocessing.active_children() == []


def test_many_are_seen_to_by_another_process() -> None:
    """What comes back was made elsewhere."""
    assert beside(os.getpid, MANY)() not in (os.getpid(), os.getppid())


def test_few_are_seen_to_here() -> None:
    """Below that, nothing is begun before it is waited for."""
    told: list[int] = []
    wait = beside(lambda: told.append(os.getpid()), MANY - 1)
    assert told == []
    wait()
    assert told == [os.getpid()]


def test_both_go_on_at_once() -> None:
    """While something is made beside, other work is done here; what is made may be larger than a pipe."""
    begun = monotonic()
    wait = beside(lambda: sleep(0.5) or b"x" * 10_000_000, MANY)
    assert monotonic() - begun < 0.4
    assert len(wait()) == 10_000_000


def _raise() -> None:
    raise KeyError("there is none")


def test_a_failure_is_told_here(capfd: pytest.CaptureFixture[str]) -> None:
    """What fails beside is tried here, and fails for who waits; the other process says what kind of failure it was."""
    wait = beside(_raise, MANY)
    with pytest.raises(KeyError, match="there is none"):
        wait()
    assert capfd.readouterr().err == "a process beside failed: KeyError\n"


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL), threading.Lock])
def test_what_does_not_arrive_is_made_here(end: Callable[[], Any]) -> None:
    """A process that ends or is killed, or that makes what cannot be sent, is done without."""
    parent = os.getpid()
    assert beside(lambda: end() if os.getpid() != parent else "here", MANY)() == "here"


def test_where_no_process_can_be_had_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may have no room for another one, and a daemon of `multiprocessing` may have no children."""
    with monkeypatch.context() as patched:
        patched.setattr(os, "fork", lambda: os.close(-1))
        assert beside(os.getpid, MANY)() == os.getpid()
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(_made_by_its_maker)


def _made_by_its_maker() -> bool:
    return beside(os.getpid, MANY)() == os.getpid()


def test_an_interrupt_is_for_who_waits() -> None:
    """A terminal interrupts both; the process beside goes on until it is ended."""
    wait = beside(lambda: os.kill(os.getpid(), signal.SIGINT) or os.getpid(), MANY)
    assert wait() != os.getpid()


@pytest.mark.parametrize("processors", [{0}, {0, 1}])
def test_one_processor_does_everything(processors: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process would only be in its way."""
    monkeypatch.undo()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: processors)
    service.beside._possible.cache_clear()
    try:
        assert (beside(os.getpid, MANY)() == os.getpid()) == (len(processors) == 1)
    finally:
        service.beside._possible.cache_clear()
