"""Is the README true? Every command in it is executed and every reply, table and tree compared."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.settings import Settings, shipped_fixtures
from tests.readme import PAGE, Shell, blocks, commands, console, settings, tree
from tests.running import CODEBOOK, serving


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    """Return a shell whose commands reach a server with the shipped records."""
    with serving(fixtures=shipped_fixtures()) as server:
        yield Shell(f"{server.host}:{server.port}")


@pytest.mark.parametrize("block", blocks("console"))
def test_commands_print_what_the_page_says(block: str, shell: Shell) -> None:
    """Every command of the page prints the reply that stands below it."""
    assert console(block, shell) == block


@pytest.mark.programs
@pytest.mark.parametrize("block", blocks("console"))
def test_commands_print_the_same_in_a_real_shell(block: str, shell: Shell) -> None:
    """The commands print the same when bash and curl run them."""
    assert console(block, shell.really) == block


def test_the_settings_are_all_there_are() -> None:
    """The table of settings is that of the code."""
    assert settings() in PAGE.read_text(encoding="utf-8")


def test_the_tree_is_the_real_tree() -> None:
    """The tree names every module with the question it answers."""
    assert blocks("text") == [tree()]


def test_the_calls_are_all_there_are() -> None:
    """The table of calls has a line for every route, and none for another."""
    app = create_app(Catalogue(load(shipped_fixtures())), Settings())
    routes = {
        f"{method} {rule.rule.replace('<', '{').replace('>', '}')}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/docs/")
    }
    listed = re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(routes)


def test_the_smallest_record_is_valid_and_the_conftest_starts_it(tmp_path: Path) -> None:
    """The page's conftest serves the page's smallest record to the page's test, from an environment of its own."""
    conftest, test = blocks("python")
    (record,) = blocks("json")
    codes = tmp_path / "tests" / "records" / "codes"
    codes.mkdir(parents=True)
    (codes / f"{json.loads(record)['code']}.json").write_text(record, encoding="utf-8")
    (tmp_path / "tests" / "conftest.py").write_text(conftest, encoding="utf-8")
    (tmp_path / "tests" / "test_record.py").write_text(test, encoding="utf-8")
    program = tmp_path / "codebook-env" / "bin" / "codebook"
    program.parent.mkdir(parents=True)
    program.symlink_to(CODEBOOK)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_the_conftest_is_ten_lines() -> None:
    """The conftest of the page is short enough to copy by hand."""
    assert len([line for line in blocks("python")[0].splitlines() if line]) <= 10


def test_the_set_up_is_two_commands() -> None:
    """The page has one command to run the service and one to test it; .ci/run executes both."""
    first, second = blocks("sh")
    assert first.strip().endswith(".venv/bin/codebook serve")
    assert second.strip().endswith(".venv/bin/pytest")


def test_every_console_block_has_a_command() -> None:
    """No block of replies stands without the commands that give them."""
    assert all(commands(block) for block in blocks("console"))
