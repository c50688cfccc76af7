"""When is garbage looked for? Not while much is made that stays, and never among what workers have in common."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Look for no garbage in a block, or in a function that this decorates.

    The collector of CPython walks through all there is again and again while it grows; where millions of objects are
    made and none is dropped, that takes half of the time and finds nothing.
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def set_aside() -> None:
    """Never look through what there is now: of what was only read and made, nothing is garbage."""
    gc.freeze()


def settle() -> None:
    """Drop what nobody holds any more of all that was not set aside, and never look through the rest again.

    The collector writes into all that it looks through. In a process forked after this it leaves alone what is here,
    and so the pages of it stay common to all processes.
    """
    gc.collect()
    gc.freeze()


def unsettle() -> None:
    """Look through everything again, since some of it is about to be given up."""
    gc.unfreeze()
