"""How is a fact said in words? One phrase for each fact and value, to be put after "when"."""

from collections.abc import Collection

from schemas.facts import FACTS, NONE, YES
from schemas.vocabulary import VOCABULARIES

_YES_OR_NO: dict[str, tuple[str, str]] = {
    "laminectomy": ("a lamina is removed", "no lamina is removed"),
    "reoperation": ("the place was operated on before", "the place was not operated on before"),
    "imaging_guidance": ("imaging guides it", "no imaging guides it"),
    "graft": ("a graft is used", "no graft is used"),
    "add_on": ("it is added to a primary procedure", "it stands by itself"),
}

_BEGINNINGS = {
    "access": "the access is",
    "route": "the route is",
    "bone_removal": "the bone work is",
    "region": "the region is",
    "compartment": "the compartment is",
    "pathology": "it is for",
    "device": "the device is",
    "root_operation": "the root operation is",
}

_WITHOUT = {"bone_removal": "no bone is removed", "device": "no device is part of it"}


def phrase(fact: str, values: Collection[str]) -> str:
    """Return the values of a fact as a clause, such as "the region is cervical or thoracic"."""
    if fact in _YES_OR_NO:
        yes, no = _YES_OR_NO[fact]
        return yes if YES in values else no
    words = sorted(values, key=FACTS[fact].words.index)
    if words == [NONE]:
        return _WITHOUT[fact]
    if fact in ("unit", "laterality"):
        return _counted(VOCABULARIES[fact][words[0]])
    joint = " and " if FACTS[fact].together else " or "
    return f"{_BEGINNINGS[fact]} {_joined([word.replace('-', ' ') for word in words], joint)}"


def _counted(meaning: str) -> str:
    """Return the meaning of a unit or a laterality as a clause."""
    if meaning.startswith("each"):
        return f"it is counted for {meaning}"
    return f"it is counted {meaning}" if meaning.startswith("once") else f"it is {meaning}"


def _joined(words: list[str], joint: str) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + joint + words[-1]
