"""Is no garbage looked for while it is paused, and none of what is settled?"""

import gc

import pytest

from service.garbage import paused, settle


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
    """What nobody holds is dropped, even if it was settled before, and the rest is looked through no more."""
    told: list[str] = []
    try:
        ring = _Ring(told)
        settle()
        assert told == []
        del ring
        gc.collect()
        assert told == []
        settle()
        assert told == ["dropped"]
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
