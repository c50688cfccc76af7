"""How long does a search take? Medians in process, on the shipped set and on sets as large as the whole code set.

Run as ``python -m tests.benchmarks.search``; it takes about a minute. The last set is the worst case: all its records
speak of the same things, so that every word of the texts below stands in thousands of them.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from schemas.questions import LONGEST_SEARCH
from service import cursor
from service.catalogue import Catalogue
from service.loading import load
from service.search import Search
from service.settings import shipped_fixtures
from service.shortcut import SHORT_TEXT, SMALL_SET
from tests.benchmarks import synthetic

TEXTS = (
    "63709",
    "637",
    "laminectomy",
    "csf leak lumbar",
    "laminectomy L4-5",
    "spinal cord stimulators",
    "epidural steroid injection under fluoroscopy",
    "laminectmy",
    "psuedomeningocele repair",
    "herniated disk L5-S1 with sciatica",
    "G96.02",
    "repair of a spinal dural leak without a laminectomy",
)
"""What is looked for: every tier, common words and rare ones, one and many."""

WORST = (
    "levels "
    + " ".join(
        f"{letter}{number}" for letter, last in (("C", 7), ("T", 12), ("L", 5)) for number in range(1, last + 1)
    ),
    " ".join("abcdefghijklmnopqrstuvwxyz0123456789"),
    "the and a of or is in that with not to for no at by on an it be from",
    "spinal lumbar thoracic cervical repair removal lamina through posterior open approach region code",
    "lamznectmoy spimal durla clozure thruogh opne pozterior aproach wih grafft reppair lekage",
    "bafodu kigele pozivu mirano teluka sovipe razogi dupemi fokane gisulo vetari nabozi",
    "001 002 010 011 100 200 300 400 500 600 630 637 700 800 900",
    "G96.02 G96.09 M48.061 M51.26 G95.20 C72.0 D33.4 Q05.7 Q05.2 S32.009A M54.16 G83.4",
)
"""What takes long: levels, letters, words of every record, slips, words that no record has, beginnings, diagnoses."""

ROUNDS = 40
ACTIVE = {"status": ("active",)}
LUMBAR = {"status": ("active",), "region": ("lumbar",)}


def measured(work: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Return the milliseconds of every round, the first of which is not counted."""
    work()
    return [_once(work) for _ in range(rounds)]


def _once(work: Callable[[], Any]) -> float:
    begun = perf_counter()
    work()
    return (perf_counter() - begun) * 1000


def report(name: str, catalogue: Catalogue) -> None:
    """Print how long the index takes to make, and each search to answer, in milliseconds."""
    begun = perf_counter()
    search = Search(catalogue)
    print(f"{name}: {len(catalogue)} records, index made in {(perf_counter() - begun) * 1000:.0f} ms")
    everything: list[float] = []
    for text in TEXTS:
        times = measured(lambda text=text: search.page(text, ACTIVE, limit=20))
        everything += times
        print(f"  {median(times):7.2f}  {text}")
    print(f"  {median(everything):7.2f}  median of all, {max(everything):.2f} at most")
    _variants(search, TEXTS[3])
    for text in WORST:
        _variants(search, text[:LONGEST_SEARCH], few=True)
    short = [
        median(measured(lambda text=text: search.page(text[:SHORT_TEXT], ACTIVE, limit=20), 7))
        for text in (*TEXTS, *WORST)
    ]
    print(f"  {max(short):7.2f}  of those of {SHORT_TEXT} characters and 20 items, at most")


def _variants(search: Search, text: str, *, few: bool = False) -> None:
    """Print what a filter, the counting of facets, many items and a page far back add."""
    rounds = 7 if few else ROUNDS
    asked, version = {**ACTIVE, "q": (text,)}, search.catalogue.version
    back = cursor.seal(str(max(search.page(text, ACTIVE, limit=1)["total"] - 200, 0)), version, asked)
    variants: Sequence[tuple[str, Callable[[], Any]]] = (
        ("plain", lambda: search.page(text, ACTIVE, limit=20)),
        ("with a filter", lambda: search.page(text, LUMBAR, limit=20)),
        ("with facets", lambda: search.page(text, ACTIVE, limit=20, facets=True)),
        ("200 items", lambda: search.page(text, ACTIVE, limit=200)),
        ("200 items, far back", lambda: search.page(text, ACTIVE, limit=200, after=back)),
    )
    for name, work in variants:
        times = measured(work, rounds)
        print(f"  {median(times):7.2f}  {text[:40]}, {name}, {max(times):.2f} at most")


if __name__ == "__main__":
    report("shipped", Catalogue(load(shipped_fixtures())))
    report("as large as is searched on the loop", Catalogue(synthetic.examination(SMALL_SET)))
    report("whole code set", Catalogue(synthetic.examination(synthetic.WHOLE)))
    report("one speciality", Catalogue(synthetic.examination(synthetic.WHOLE, specialities=1)))
