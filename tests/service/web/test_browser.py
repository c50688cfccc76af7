"""Does the documentation render? In a real browser that can reach nothing but this server."""

import subprocess
from pathlib import Path

import pytest

from tests.running import serving

ALONE = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""How Chromium is started: without a window, and without a network beyond the loopback address."""


@pytest.mark.programs
def test_the_documentation_renders_without_a_network(tmp_path: Path) -> None:
    """The page of Swagger UI lists every operation when nothing but this server can be reached."""
    picture = tmp_path / "docs.png"
    with serving() as server:
        done = subprocess.run(
            ["chromium", *ALONE, f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=10000",
             "--window-size=1200,1600", f"--screenshot={picture}", "--dump-dom",
             f"http://127.0.0.1:{server.port}/docs"],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        operations = [
            operation["operationId"]
            for path in server.ask("/openapi.json").json["paths"].values()
            for operation in path.values()
            if isinstance(operation, dict)
        ]
    assert operations
    for operation in operations:
        assert f"-{operation}" in done.stdout, operation
    assert "Failed to load" not in done.stdout
    assert picture.stat().st_size > 20_000
