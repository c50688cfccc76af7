"""Does the loader name a fault, and nothing worse, whatever is found by following the code that it runs?

Run as ``python -m tests.fuzzing.loader SECONDS``. The first byte of an input says which file of a folder the others
take the place of; the first inputs are made of the shipped records and registers. It ends with an error at the first
exception, and at the first folder that takes a second.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import atheris

with atheris.instrument_imports(include=["service.strict_json", "service.reading", "service.loading", "schemas"]):
    from service.loading import examine

from service.settings import shipped_fixtures
from tests.examples import smallest_record

LONGEST = 1.0
"""Seconds of the processor that one folder may take; by the clock, others would count who use it meanwhile."""

MOST = 16 * 1024
"""Bytes of an input; the longest record has a third of it."""

FILES = ("codes/63709.json", "codes/63709.jsonl", "sources.json", "families.json", "lexicon.json")
"""What an input takes the place of, by its first byte."""


class Target:
    """Examines a folder of one good record, with one file in place of which stands what the fuzzer makes.

    Args:
        folder: an empty one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.longest = folder, 0.0
        (folder / "codes").mkdir()
        self.good = json.dumps({**smallest_record(), "code": "63709"}).encode()

    def __call__(self, data: bytes) -> None:
        """Examine.

        Raises:
            AssertionError: it took too long, or the folder has neither records nor faults that are named.
        """
        name = FILES[data[0] % len(FILES)] if data else FILES[0]
        (self.folder / FILES[0]).write_bytes(self.good)
        (self.folder / name).write_bytes(data[1:])
        began = process_time()
        examination = examine(self.folder)
        seconds = process_time() - began
        (self.folder / name).unlink()
        if seconds > self.longest:
            self.longest = seconds
            print(f"longest: {seconds * 1000:.1f} ms, {len(data)} bytes", file=sys.stderr, flush=True)
        assert seconds < LONGEST
        assert all(fault.reason and fault.line >= 1 for fault in examination.faults)
        assert examination.faults or examination.records


def seeds() -> Iterator[bytes]:
    """Yield inputs to begin with: the smallest record, the shipped ones, and the beginnings of the registers."""
    shipped = shipped_fixtures()
    for record in (smallest_record(), *(json.loads(path.read_bytes()) for path in (shipped / "codes").iterdir())):
        text = json.dumps({**record, "code": "63709"}).encode()
        yield b"\0" + text
        yield b"\1" + text + b"\n" + text.replace(b"63709", b"63710")
    for number, name in enumerate(FILES[2:4], start=2):
        entries = json.loads((shipped / name).read_bytes())
        yield bytes([number]) + json.dumps(entries[:8]).encode()
    lexicon = json.loads((shipped / FILES[4]).read_bytes())
    yield (
        b"\4"
        + json.dumps({key: value[:8] if isinstance(value, list) else value for key, value in lexicon.items()}).encode()
    )


def words() -> set[str]:
    """Return the keys and the short texts of the shipped records, which no chance would spell."""
    found: set[str] = set()

    def gather(value: object) -> None:
        if isinstance(value, dict):
            found.update(value)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            gather(inner)
        if isinstance(value, str) and len(value) <= 30 and value.replace("-", "").isalnum():
            found.add(value)

    for path in (shipped_fixtures() / "codes").iterdir():
        gather(json.loads(path.read_bytes()))
    return found


def fuzz(seconds: int, root: Path) -> None:
    """Fuzz so long, with what is written in a folder that is thrown away; does not return."""
    for name in ("corpus", "folder", "faults"):
        (root / name).mkdir()
    for number, seed in enumerate(seeds()):
        (root / "corpus" / f"{number}").write_bytes(seed[:MOST])
    marks = (
        '"',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\\\ud800",
        "\\\\u0000",
        "NaN",
        "1e999",
        "true",
        "false",
        "null",
        "9" * 60,
    )
    spelt = [word.replace('"', '\\"') for word in (*marks, *(f'"{word}"' for word in sorted(words())))]
    (root / "words").write_text("".join(f'"{word}"\n' for word in spelt), encoding="utf-8")
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={MOST}",
        f"-dict={root / 'words'}",
        f"-artifact_prefix={root / 'faults'}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(root / "corpus")], Target(root / "folder"))
    atheris.Fuzz()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        fuzz(int(sys.argv[1]), Path(made))
