"""Can the records be searched from a terminal?"""

import json
from typing import Any

from click.testing import CliRunner, Result

from service.cli import main
from tests.running import RECORDS


def search(*words: str, **more: Any) -> Result:
    return CliRunner().invoke(main, ["search", *words, "--fixtures", str(RECORDS)], **more)


def test_what_was_found_is_a_line_each() -> None:
    """Each record is told with its code, how it was found and its title, with the passage where the title is not it."""
    lines = search("csf", "leak", "lumbar", "--limit", "2").output.splitlines()
    assert lines[0] == "63707  all-words      Repair of a spinal dural leak without a laminectomy"
    assert lines[1].startswith(" " * 22)
    assert lines[2].startswith("63709  all-words ")
    assert lines[-1].startswith("2 of ")
    assert "<mark>" not in "".join(lines)


def test_found_words_stand_out_in_a_terminal() -> None:
    """In a terminal that has colours, the words found are bold."""
    assert "\x1b[1mcsf\x1b[0m" in search("csf", "leak", color=True).output


def test_what_was_read_as_something_else_is_told() -> None:
    """Levels and unknown words are told with what they were read as."""
    output = search("laminectmy", "L4-5").output
    assert "laminectmy was read as laminectomy\n" in output
    assert "L4-5 was read as lumbar\n" in output


def test_the_answer_can_be_had_as_json() -> None:
    """With --json the answer of the service is printed."""
    answer = json.loads(search("63709", "--json").output)
    assert answer["items"][0]["code"] == "63709"
    assert answer.keys() == {"items", "total", "next", "read_as"}


def test_nothing_found_is_an_answer() -> None:
    """A search that finds nothing says so and is no error."""
    done = search("xylophone")
    assert (done.exit_code, done.output) == (0, "0 of 0 records\n")


def test_a_blank_or_long_search_is_wrong_use() -> None:
    """A search without a word, or with more than two hundred characters, is refused with exit code 2."""
    for words in (" ", "a" * 201):
        done = search(words)
        assert done.exit_code == 2
        assert "Invalid value for WORDS: must" in done.output
    assert CliRunner().invoke(main, ["search"]).exit_code == 2
