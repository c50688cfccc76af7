"""What should the README show? Its replies, settings and tree, made from the code; run as a module it writes them.

A console block holds commands after ``$`` and what they print. They run against a real server: ``localhost:8000`` on
the page is that server here. `Shell` plays the few programs that the page uses (curl, codebook, python3 -m json.tool),
so that a machine with nothing but Python can execute them.
"""

import ast
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from service.settings import SETTINGS, shipped_fixtures, variable
from tests.running import serving

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
HERE = "localhost:8000"

_BLOCK = re.compile(r"```(?P<kind>\w+)\n(?P<body>.*?)```\n", re.DOTALL)
_FOLDERS = ("schemas", "fixtures", "service", "service/web", "tests")
_TOLD = {
    "schemas": "what a valid thing looks like; imports nothing of ours",
    "fixtures": "what the team writes",
    "fixtures/codes": "the records, one file a code",
    "fixtures/lexicon.json": "the words that notes are read with",
    "tests/cases": "notes with known answers",
    "fixtures/families.json": "the families and the question that separates each one's codes",
    "fixtures/sources.json": "the sources that records cite",
    "fixtures/procedure.schema.json": "the JSON Schema for editors, made by `codebook schema`",
    "tests/facts": "the public figures that the records were written from",
    "tests/records": "a small set of records to test with",
}
"""What the tree says of entries that have no docstring to say it."""


def blocks(kind: str) -> list[str]:
    """Return what stands in every block of a kind."""
    return [match["body"] for match in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if match["kind"] == kind]


def commands(block: str) -> list[str]:
    """Return the commands of a console block."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def console(block: str, run: Callable[[str], str]) -> str:
    """Return a console block with what its commands print now."""
    return "".join(f"$ {command}\n{run(command)}" for command in commands(block))


class Shell:
    """Runs the commands of the page against a server.

    Args:
        address: where the server listens, such as ``127.0.0.1:40001``.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(self, command: str) -> str:
        """Return what a command prints."""
        output = ""
        for part in re.split(r" \| (?=[a-z0-9]+ )", command):
            program, *arguments = shlex.split(part)
            output = getattr(self, f"_{program}")(arguments, output)
        return output

    def really(self, command: str) -> str:
        """Return what a command prints when a real shell runs it, with curl and all."""
        path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        done = subprocess.run(
            ["bash", "-c", command.replace(HERE, self.address)],
            capture_output=True, check=True, text=True, env={"PATH": path},
        )  # fmt: skip
        return done.stdout

    def _curl(self, arguments: list[str], _: str) -> str:
        url, headers, body, written, show = "", {}, None, "", True
        words = iter(arguments)
        for word in words:
            if word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(words).encode()
            elif word == "-w":
                written = next(words)
            elif word == "-o":
                show = next(words) != "/dev/null"
            elif word != "-s":
                url = "http://" + word.replace(HERE, self.address)
        try:
            answer = urllib.request.urlopen(urllib.request.Request(url, body, headers))
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode() if show else ""
        return text + written.replace("%{http_code}", str(answer.status)).replace("\\n", "\n")

    def _codebook(self, arguments: list[str], _: str) -> str:
        command = [Path(sys.executable).with_name("codebook"), *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def _python3(self, arguments: list[str], given: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True, input=given).stdout


def settings() -> str:
    """Return the table of settings."""
    lines = ["| variable | default | what it does |", "|---|---|---|"]
    for name, entry in SETTINGS.items():
        usual = str(entry.default).lower() if isinstance(entry.default, bool) else entry.default
        default = "the shipped records" if name == "fixtures" else f"`{usual}`"
        lines.append(f"| `{variable(name)}` | {default} | {entry.metadata['help']} |")
    return "\n".join(lines) + "\n"


def tree() -> str:
    """Return the tree of the project: every module with the question it answers, in the order of import."""
    from tests.test_architecture import ORDER

    lines = []
    for folder in _FOLDERS:
        indent = "    " * folder.count("/")
        lines.append(f"{indent}{folder.split('/')[-1] + '/':<{28 - len(indent)}}{_about(ROOT / folder)}")
        names = [name for name in ORDER if name.rpartition(".")[0] == folder.replace("/", ".")]
        entries = [
            ROOT / f"{name.replace('.', '/')}.py" for name in names if not (ROOT / name.replace(".", "/")).is_dir()
        ]
        if not names:
            entries = sorted(
                path for path in (ROOT / folder).iterdir() if not path.name.startswith(("_", ".", "conftest"))
            )
        for entry in entries:
            name = entry.name + ("/" if entry.is_dir() else "")
            lines.append(f"{indent}    {name:<{24 - len(indent)}}{_about(entry)}")
    return "\n".join(lines) + "\n"


def _about(path: Path) -> str:
    """Return the first sentence of a module's docstring, or what is told of an entry that has none."""
    told = _TOLD.get(path.relative_to(ROOT).as_posix())
    if told is not None:
        return told
    source = path / "__init__.py" if path.is_dir() else path
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.?]) ", " ".join(docstring.split("\n\n")[0].split()))[0]


def renewed(page: str, run: Callable[[str], str]) -> str:
    """Return the page with its replies, settings and tree as they should be."""

    def renew(match: re.Match[str]) -> str:
        body = {"console": lambda old: console(old, run), "text": lambda _: tree()}.get(match["kind"])
        return f"```{match['kind']}\n{body(match['body']) if body else match['body']}```\n"

    page = _BLOCK.sub(renew, page)
    return re.sub(r"\| variable \|.*?\n(?!\|)", lambda _: settings(), page, flags=re.DOTALL)


if __name__ == "__main__":
    with serving(fixtures=shipped_fixtures()) as server:
        shell = Shell(f"{server.host}:{server.port}")
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), shell), encoding="utf-8")
