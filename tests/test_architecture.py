"""Does the code keep to its rooms? Imports run one way, and every module says what question it answers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ORDER = (
    "schemas",
    "schemas.vocabulary",
    "schemas.messages",
    "schemas.quick",
    "schemas.fields",
    "schemas.strict",
    "schemas.procedure",
    "schemas.rules",
    "schemas.written",
    "schemas.registers",
    "schemas.facts",
    "schemas.lexicon",
    "schemas.served",
    "schemas.answers",
    "schemas.tellings",
    "schemas.findings",
    "schemas.parameters",
    "schemas.questions",
    "schemas.cases",
    "schemas.rendering",
    "service",
    "service.garbage",
    "service.beside",
    "service.heap",
    "service.strict_json",
    "service.errors",
    "service.settings",
    "service.reading",
    "service.agreement",
    "service.loading",
    "service.wording",
    "service.relations",
    "service.shelf",
    "service.completion",
    "service.catalogue",
    "service.cursor",
    "service.listing",
    "service.families",
    "service.phrasing",
    "service.compare",
    "service.levels",
    "service.database",
    "service.spelling",
    "service.fulltext",
    "service.query",
    "service.excerpts",
    "service.search",
    "service.phrases",
    "service.cues",
    "service.notes",
    "service.counts",
    "service.casefacts",
    "service.weighing",
    "service.names",
    "service.likeness",
    "service.asking",
    "service.candidates",
    "service.preparing",
    "service.tables",
    "service.dataset",
    "service.problems",
    "service.limits",
    "service.ids",
    "service.logs",
    "service.reloads",
    "service.web",
    "service.web.identity",
    "service.web.state",
    "service.web.problems",
    "service.web.inputs",
    "service.web.negotiation",
    "service.web.caching",
    "service.web.metrics",
    "service.web.journal",
    "service.web.hosts",
    "service.web.spec",
    "service.web.api",
    "service.web.ops",
    "service.web.docs",
    "service.plain",
    "service.shortcut",
    "service.app",
    "service.shared_metrics",
    "service.environ",
    "service.bridge",
    "service.rehearsal",
    "service.examiner",
    "service.connection",
    "service.heads",
    "service.express",
    "service.overrides",
    "service.serving",
    "service.cli",
)
"""Every module of ours. A module may import those above it, and none below."""

FLASK = frozenset({"flask", "flask_smorest", "flask_swagger_ui", "werkzeug"})
KNOWS_FLASK = ("service.web", "service.app")

TOP = frozenset(
    {"pyproject.toml", "README.md", "Dockerfile", "requirements.lock", "service", "schemas", "fixtures", "tests"}
)
"""What stands at the top, dotfiles and what tools leave behind apart."""

LONGEST = 250
"""Lines of a module, at most; one that is a list of words may be longer."""

LISTS_OF_WORDS = frozenset({"schemas.vocabulary"})


def modules() -> dict[str, Path]:
    """Return the file of every module of ours, by the module's name."""
    found = {}
    for package in ("schemas", "service"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path) -> Iterator[str]:
    """Yield the name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative path"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in ORDER else str(node.module)


def test_every_module_has_its_place_in_the_order() -> None:
    """The order names every module there is, and none that is not."""
    assert sorted(ORDER) == sorted(modules())


@pytest.mark.parametrize("name", ORDER)
def test_imports_run_one_way(name: str) -> None:
    """A module imports only modules that stand above it, so no ring can form."""
    above = set(ORDER[: ORDER.index(name)])
    ours = {other for other in imported(modules()[name]) if other.split(".")[0] in ("schemas", "service", "tests")}
    assert ours <= above, f"{name} imports uphill: {sorted(ours - above)}"


@pytest.mark.parametrize("name", ORDER)
def test_flask_is_known_to_the_web_alone(name: str) -> None:
    """Only the web rooms and the application import Flask or what belongs to it."""
    if not name.startswith(KNOWS_FLASK):
        assert not FLASK & {other.split(".")[0] for other in imported(modules()[name])}


@pytest.mark.parametrize("name", ORDER)
def test_a_module_says_what_question_it_answers(name: str) -> None:
    """A module's docstring begins with a question, or with a statement that the question is in."""
    docstring = ast.get_docstring(ast.parse(modules()[name].read_text(encoding="utf-8")))
    assert docstring
    assert "?" in docstring.split("\n\n")[0]


@pytest.mark.parametrize("name", ORDER)
def test_a_module_is_not_too_long(name: str) -> None:
    """A module that grows past its purpose is split."""
    if name not in LISTS_OF_WORDS:
        assert len(modules()[name].read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_nothing_else_stands_at_the_top() -> None:
    """The top level holds the parts of the project and nothing else."""
    left_behind = {"build", "dist"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert found - left_behind <= TOP


def test_no_module_is_a_drawer() -> None:
    """No module is named for being a place to put things."""
    drawers = {"utils", "helpers", "common", "manager", "misc"}
    assert not drawers & {name.split(".")[-1] for name in ORDER}
