"""Are settings read from the environment, and all that is wrong with them named?"""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import BadSettings
from service.settings import PREFIX, SETTINGS, Settings, read, shipped_fixtures, variable

NUMBERS = {"port": (0, 65535), "workers": (1, 64), "connections": (1, 65536), "max_age": (0, 31_536_000)}


def test_without_an_environment_there_are_defaults() -> None:
    """What is left out has its default, and variables of others are passed over."""
    assert read({}) == read({"PATH": "/bin", "PORT": "1", "MY_CODEBOOK_PORT": "2"}) == Settings()
    assert Settings() == Settings(
        host="127.0.0.1",
        port=8000,
        workers=2,
        connections=1000,
        hosts="",
        fixtures=shipped_fixtures(),
        max_age=0,
        log_level="info",
    )


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("CODEBOOK_HOST", "::1", "::1"),
        ("CODEBOOK_PORT", "0", 0),
        ("CODEBOOK_PORT", "65535", 65535),
        ("CODEBOOK_WORKERS", "64", 64),
        ("CODEBOOK_CONNECTIONS", "256", 256),
        ("CODEBOOK_FIXTURES", "/srv/records", Path("/srv/records")),
        ("CODEBOOK_MAX_AGE", "31536000", 31_536_000),
        ("CODEBOOK_LOG_LEVEL", "debug", "debug"),
    ],
)
def test_each_setting_is_read(name: str, text: str, value: Any) -> None:
    """A variable sets its setting and no other."""
    settings = read({name: text})
    changed = {key for key in SETTINGS if getattr(settings, key) != getattr(Settings(), key)}
    assert changed == {name.removeprefix(PREFIX).lower()}
    assert getattr(settings, changed.pop()) == value


def test_every_setting_has_a_variable_and_help() -> None:
    """Each setting goes by its name in capitals, and a sentence says what it does."""
    assert set(SETTINGS) == {
        "host",
        "port",
        "workers",
        "connections",
        "hosts",
        "fixtures",
        "max_age",
        "log_level",
        "metrics",
    }
    for name, entry in SETTINGS.items():
        assert variable(name) == f"CODEBOOK_{name.upper()}"
        assert entry.metadata["help"].endswith(".")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["", "x", "1.0", "1e3", "0x10", "1,000", "--1", "None", "true"])
def test_a_number_is_a_whole_number(name: str, text: str) -> None:
    """Nothing else is taken for one."""
    with pytest.raises(BadSettings) as refusal:
        read({variable(name): text})
    assert refusal.value.faults == {variable(name): "must be a whole number"}


@pytest.mark.parametrize(("name", "bounds"), NUMBERS.items())
def test_a_number_has_bounds(name: str, bounds: tuple[int, int]) -> None:
    """The least and the most are allowed, and nothing beyond them."""
    for number in bounds:
        assert getattr(read({variable(name): str(number)}), name) == number
    for number in (bounds[0] - 1, bounds[1] + 1, 10**30):
        with pytest.raises(BadSettings) as refusal:
            read({variable(name): str(number)})
        assert refusal.value.faults == {variable(name): f"must be from {bounds[0]} to {bounds[1]}"}


@pytest.mark.parametrize("text", ["", "INFO", "verbose", "info "])
def test_a_log_level_is_one_of_four(text: str) -> None:
    """Another word is refused with those that are known."""
    with pytest.raises(BadSettings, match="must be one of: debug, info, warning, error"):
        read({"CODEBOOK_LOG_LEVEL": text})


@pytest.mark.parametrize("name", ["CODEBOOK_HOST", "CODEBOOK_FIXTURES"])
def test_a_text_is_not_empty(name: str) -> None:
    """A variable that is set to nothing is a mistake and not the default."""
    with pytest.raises(BadSettings) as refusal:
        read({name: ""})
    assert set(refusal.value.faults) == {name}


@pytest.mark.parametrize(
    "name", ["CODEBOOK_PROT", "CODEBOOK_", "CODEBOOK_port", "CODEBOOK__SCHEMA", "CODEBOOK__schema", "CODEBOOK_PORT "]
)
def test_a_variable_that_is_no_setting_is_refused(name: str) -> None:
    """A misspelt variable is named as it stands, since its author believes that it does something."""
    with pytest.raises(BadSettings) as refusal:
        read({name: "1"})
    assert refusal.value.faults == {name: "is not a setting"}
    assert str(refusal.value) == f"{name}: is not a setting"


def test_all_faults_are_named_at_once() -> None:
    """An operator hears of every variable that cannot be used in one go."""
    with pytest.raises(BadSettings) as refusal:
        read({"CODEBOOK_PORT": "x", "CODEBOOK_WORKERS": "0", "CODEBOOK_HOTS": "::", "CODEBOOK_CONNECTIONS": "4"})
    assert refusal.value.faults == {
        "CODEBOOK_PORT": "must be a whole number",
        "CODEBOOK_WORKERS": "must be from 1 to 64",
        "CODEBOOK_HOTS": "is not a setting",
    }
    assert all(f"{name}: {reason}" in str(refusal.value) for name, reason in refusal.value.faults.items())


@given(
    name=st.sampled_from([*map(variable, SETTINGS)]) | st.text(max_size=10).map(PREFIX.__add__),
    text=st.text(max_size=12),
)
def test_any_value_is_read_or_named(name: str, text: str) -> None:
    """Whatever stands in a variable, it is read or named."""
    try:
        read({name: text})
    except BadSettings as refusal:
        named = set(refusal.faults)
    else:
        named = {name}
        assert name in map(variable, SETTINGS)
    assert named == {name}


def test_the_shipped_fixtures_are_there() -> None:
    """The records that come with the service are a folder with records in it."""
    assert (shipped_fixtures() / "codes").is_dir()
