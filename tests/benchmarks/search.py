"""How long does a search take? Medians in process, on the shipped set and on sets as large as the whole code set.

Run as ``python -m tests.benchmarks.search``; it takes about a minute. The last set is the worst case: all its records
speak of the same things, so that every word of the texts below stands in thousands of them.
"""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from service.catalogue import Catalogue
from service.loading import load
from service.search import Search
from service.settings import shipped_fixtures
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


def _variants(search: Search, text: str) -> None:
    """Print what a filter, the counting of facets and a page far back add."""
    variants: Sequence[tuple[str, Callable[[], Any]]] = (
        ("with a filter", lambda: search.page(text, LUMBAR, limit=20)),
        ("with facets", lambda: search.page(text, ACTIVE, limit=20, facets=True)),
        ("200 items", lambda: search.page(text, ACTIVE, limit=200)),
    )
    for name, work in variants:
        print(f"  {median(measured(work)):7.2f}  {text}, {name}")


if __name__ == "__main__":
    report("shipped", Catalogue(load(shipped_fixtures())))
    report("whole code set", Catalogue(synthetic.examination(synthetic.WHOLE)))
    report("one speciality", Catalogue(synthetic.examination(synthetic.WHOLE, specialities=1)))
