"""Is no garbage looked for while it is paused, and none of what is settled?"""

import gc

import pytest

from service.garbage import paused, set_aside, settle, unsettle


class _Ring:
    """Something that holds itself, so that only the collector can drop it."""

    def __init__(self, told: list[str]) -> None:
        self.myself, self.told = self, told

    def __del__(self) -> None:
        self.told.append("dropped")


def test_nothing_is_looked_for_in_a_pause() -> None:
    """The collector rests in a pause, in one inside another too, and runs again after it, even after a failure."""
    assert gc.isenabled()
    with paused():
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), paused():
        raise KeyError
    assert gc.isenabled()


def test_a_function_can_be_a_pause() -> None:
    """A function that is decorated rests every time it is called."""
    looked = paused()(gc.isenabled)
    assert [looked(), looked()] == [False, False]
    assert gc.isenabled()


def test_what_is_left_is_settled() -> None:
    """What nobody holds is dropped, also of what was settled before and is so no more; the rest is left alone."""
    told: list[str] = []
    try:
        ring, other = _Ring(told), _Ring(told)
        del other
        settle()
        assert told == ["dropped"]
        del ring
        gc.collect()
        settle()
        assert told == ["dropped"]
        unsettle()
        settle()
        assert told == ["dropped"] * 2
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_what_is_set_aside_is_not_looked_through() -> None:
    """It stays as it is until everything is looked through again."""
    told: list[str] = []
    try:
        ring = _Ring(told)
        set_aside()
        del ring
        settle()
        assert told == []
        unsettle()
        settle()
        assert told == ["dropped"]
    finally:
        gc.unfreeze()
