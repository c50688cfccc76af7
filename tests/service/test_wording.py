"""Is a text that is not the team's found in a record? Long runs of words, and the list they are held against."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.cli import main
from service.wording import Descriptors, Match, read_descriptors

INVENTED = "Polishing of a brass doorknob with wax, including removal of the handle, each additional room"
"""A text in the shape of a descriptor, and of no code."""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is the polishing of a brass doorknob with wax that tells them apart.", 7),
        ("polishing OF A: brass (doorknob) with", 6),
        (INVENTED, 15),
        ("Polishing a brass doorknob with soap.", 0),
        ("removal of the handle, each", 0),
        ("", 0),
    ],
)
def test_a_long_run_is_found_whatever_stands_between_the_words(text: str, words: int) -> None:
    """Six words in a row are a match, case and punctuation apart, and fewer are not."""
    assert Descriptors({"1234F": INVENTED}).longest(text) == (Match(words, "1234F") if words else None)


def test_a_short_descriptor_matches_as_a_whole() -> None:
    """A descriptor of four or five words matches only when all of it is there."""
    known = Descriptors({"1234F": "polishing of brass doorknobs", "1235F": "brass polishing"})
    assert known.longest("the polishing of brass doorknobs by hand") == Match(4, "1234F")
    assert known.longest("the polishing of brass by hand") is None
    assert known.longest("brass polishing") is None


def test_runs_of_two_descriptors_are_not_joined() -> None:
    """Words that belong to two descriptors in turn are two matches and not one long one."""
    known = Descriptors({"1234F": "one two three four five six", "1235F": "two three four five six seven"})
    found = known.longest("one two three four five six seven")
    assert found is not None
    assert found.words == 6


@pytest.mark.parametrize(
    "line", [f"1234F\t{INVENTED}", f'"1234F","{INVENTED}"', f"1234F  {INVENTED}", f"1234F;{INVENTED}"]
)
def test_a_list_is_read_however_it_is_separated(line: str, tmp_path: Path) -> None:
    """Tabs, commas, semicolons and blanks may part a code from its descriptor."""
    (tmp_path / "list.txt").write_text("Code Descriptor\n" + line + "\n", encoding="utf-8")
    assert read_descriptors(tmp_path).longest(INVENTED) == Match(15, "1234F")


def test_lint_names_every_text_that_comes_too_close(
    folder: Callable[..., Path], smallest: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """With a local list, lint names file, line and field of each such text, and the code it resembles."""
    official = tmp_path / "official"
    official.mkdir()
    (official / "list.txt").write_text(f"1234F\t{INVENTED}\n", encoding="utf-8")
    records = folder(smallest(summary=f"We call this {INVENTED}."))
    done = CliRunner().invoke(main, ["lint", str(records), "--descriptors", str(official)])
    assert done.exit_code == 1
    assert "summary: shares 15 words in a row with the official descriptor of 1234F" in done.output
    assert INVENTED not in done.output


def test_a_folder_without_descriptors_is_wrong_use(
    folder: Callable[..., Path], smallest: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """A list with no line in it is refused with exit code 2: an empty check would look like a clean one."""
    empty = tmp_path / "empty"
    empty.mkdir()
    done = CliRunner().invoke(main, ["lint", str(folder(smallest())), "--descriptors", str(empty)])
    assert done.exit_code == 2
    assert "holds no line with a code and its descriptor" in done.output
