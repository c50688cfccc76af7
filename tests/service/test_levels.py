"""Are levels of the spine read as surgeons write them, and nothing else for one?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.levels import levels_in, regions_of


@pytest.mark.parametrize(
    ("text", "first", "last", "count", "regions"),
    [
        ("T10", "T10", "T10", 1, ("thoracic",)),
        ("th10", "T10", "T10", 1, ("thoracic",)),
        ("L 4", "L4", "L4", 1, ("lumbar",)),
        ("C-5", "C5", "C5", 1, ("cervical",)),
        ("L4-5", "L4", "L5", 2, ("lumbar",)),
        ("L4-L5", "L4", "L5", 2, ("lumbar",)),
        ("L4 - L5", "L4", "L5", 2, ("lumbar",)),
        ("l4\u20135", "L4", "L5", 2, ("lumbar",)),
        ("C5/6", "C5", "C6", 2, ("cervical",)),
        ("L3-4-5", "L3", "L5", 3, ("lumbar",)),
        ("C3 to C6", "C3", "C6", 4, ("cervical",)),
        ("L2 through L5", "L2", "L5", 4, ("lumbar",)),
        ("C7-T1", "C7", "T1", 2, ("cervical", "thoracic")),
        ("T12-1", "T12", "L1", 2, ("thoracic", "lumbar")),
        ("L5-S1", "L5", "S1", 2, ("lumbar", "sacral")),
        ("L4-5-S1", "L4", "S1", 3, ("lumbar", "sacral")),
        ("C6-L1", "C6", "L1", 15, ("cervical", "thoracic", "lumbar")),
        ("L5-L4", "L4", "L5", 2, ("lumbar",)),
        ("C8", "C7", "C7", 1, ("cervical",)),
    ],
)
def test_a_level_is_read(text: str, first: str, last: str, count: int, regions: tuple[str, ...]) -> None:
    """A vertebra or a run of them is read with all its vertebrae and every region it touches, from the head down."""
    [level] = levels_in(f"a laminectomy at {text}, as planned")
    assert (level.vertebrae[0], level.vertebrae[-1], len(level.vertebrae)) == (first, last, count)
    assert level.regions == regions
    assert regions_of(text) == regions


@pytest.mark.parametrize(
    "text",
    [
        "",
        "laminectomy",
        "63707",
        "G96.02",
        "D32.1",
        "C71",
        "L9",
        "T13",
        "L4-9",
        "CT5",
        "C1.5",
        "T2 signal",
        "T1-weighted images",
        "the patient's 2 levels",
        "l 4",
        "L٤",
    ],
)
def test_what_only_looks_like_a_level_is_none(text: str) -> None:
    """Codes, diagnoses, weightings of an MRI and vertebrae that nobody has are no levels."""
    assert list(levels_in(text)) == []
    assert regions_of(text) == ()


def test_every_level_is_found_at_its_place() -> None:
    """Each level of a text is told with where it stands, and the regions are those of all together."""
    text = "T1 rib, discs at C5/6 and L4-5; T1-weighted images (L5-S1)."
    assert [text[level.start : level.end] for level in levels_in(text)] == ["T1", "C5/6", "L4-5", "L5-S1"]
    assert regions_of(text) == ("cervical", "thoracic", "lumbar", "sacral")


@given(st.text(alphabet=" ,-/\u2013CLSTchlst0123456789.'", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever a text holds, its levels follow each other and run from the head down."""
    end = 0
    for level in levels_in(text):
        assert end <= level.start < level.end
        assert level.vertebrae
        assert level.regions
        end = level.end
