"""Are the holes of the heap passed over while they are closed, and can they be used again?"""

import subprocess
import sys

import pytest

from service import heap

SIZES, MANY = (40, 200, 600, 6000), 2000
"""Bytes of pieces, of which CPython places the first two and the C library the others, and how many leave holes."""


@pytest.fixture(autouse=True)
def opened():
    """Leave no hole closed."""
    yield
    heap.open_holes()


def holes(size):
    """Return where holes are: pieces were there, and those between them stay."""
    pieces = [bytes(size) for _ in range(MANY)]
    places = {id(piece) for piece in pieces[::2]}
    return places, pieces[1::2]


@pytest.mark.parametrize("size", SIZES)
def test_closed_holes_are_passed_over(size) -> None:
    """Of what is made afterwards, nothing lies where holes were; before, much would."""
    places, kept = holes(size)
    heap.close_holes()
    made = [bytes(size) for _ in range(MANY)]
    assert not places & {id(piece) for piece in made}
    assert len(kept) == MANY // 2


@pytest.mark.parametrize("size", SIZES)
def test_holes_can_be_opened(size) -> None:
    """What is made after they were opened lies in them again."""
    places, kept = holes(size)
    heap.close_holes()
    heap.open_holes()
    made = [bytes(size) for _ in range(MANY)]
    assert places & {id(piece) for piece in made}
    assert len(kept) == MANY // 2


def test_another_library_is_left_alone(monkeypatch) -> None:
    """Where the C library is another, nothing is closed."""
    monkeypatch.setattr(heap, "_glibc", lambda: None)
    heap.close_holes()
    assert heap._closed == []
    heap.open_holes()


@pytest.mark.parametrize("words", [(), tuple(f"{number:05}" for number in range(999))])
def test_words_side_by_side_are_the_same_words(words) -> None:
    """They come in their order, as objects of their own."""
    made = heap.side_by_side(iter(words))
    assert made == words
    assert not {id(word) for word in made} & {id(word) for word in words}


GROWING = """
import ctypes
from service import heap
sbrk = ctypes.CDLL(None).sbrk
sbrk.restype, sbrk.argtypes = ctypes.c_void_p, [ctypes.c_ssize_t]
kept, ends = [], []
for turn in range(30):
    passing = [bytes(2000) for _ in range(1000)]
    heap.close_holes()
    kept.append(bytes(2000))  # behind the holes, so that the heap cannot shrink
    del passing
    heap.open_holes()
    ends.append(sbrk(0))
print((ends[-1] - ends[9]) // 20)
"""


def test_the_heap_does_not_grow_for_holes_that_were_closed() -> None:
    """Closing and opening them again and again takes less than 2 MB of addresses each time."""
    ended = subprocess.run([sys.executable, "-c", GROWING], capture_output=True, text=True, timeout=60, check=True)
    assert int(ended.stdout) < 2 * 1024 * 1024
