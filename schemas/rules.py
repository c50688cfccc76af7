"""Do the fields of one record agree? The rules that look at more than one field."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.messages import Pointer
from schemas.procedure import Laminectomy, Relation, Reporting

Contradiction = tuple[Pointer, str]
"""The value to blame, and what is wrong with it."""

_RULES: list[tuple[tuple[str, ...], Callable[..., Iterator[Contradiction]]]] = []
_UNREAD = (list, dict)


def _rule(*needs: str) -> Callable[[Callable[..., Iterator[Contradiction]]], Callable[..., Iterator[Contradiction]]]:
    """Register a rule with the fields it needs, in the order of its arguments."""

    def register(rule: Callable[..., Iterator[Contradiction]]) -> Callable[..., Iterator[Contradiction]]:
        _RULES.append((needs, rule))
        return rule

    return register


def contradictions(data: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield every contradiction between fields.

    Args:
        data: the fields that could be read, by name. A field that holds a fault of its own is still a list
            or a dict here, or missing; the rules that need it wait until it is mended.
    """
    readable = {name for name, value in data.items() if not isinstance(value, _UNREAD)}
    for needs, rule in _RULES:
        if readable.issuperset(needs):
            yield from rule(*(data[name] for name in needs))


@_rule("laminectomy", "bone_removal")
def _lamina_and_bone(laminectomy: Laminectomy, bone_removal: tuple[str, ...]) -> Iterator[Contradiction]:
    named = "laminectomy" in bone_removal
    if laminectomy.role == "required" and not named:
        yield ("bone_removal",), "must name laminectomy, since laminectomy.role is required"
    if laminectomy.role == "one-of" and not (named and len(bone_removal) > 1):
        yield ("bone_removal",), "must name laminectomy and its alternatives, since laminectomy.role is one-of"
    if laminectomy.role in ("excluded", "not-involved", "not-specified") and named:
        yield ("bone_removal",), f"must not name laminectomy, since laminectomy.role is {laminectomy.role}"


@_rule("reporting")
def _add_on_and_primaries(reporting: Reporting) -> Iterator[Contradiction]:
    primaries, excuse = bool(reporting.primary_codes), reporting.no_primaries_because is not None
    if reporting.add_on and primaries == excuse:
        yield (
            ("reporting", "primary_codes"),
            "an add-on names its primary codes, or says in no_primaries_because why not",
        )
    if not reporting.add_on and (primaries or excuse):
        yield ("reporting", "primary_codes"), "only an add-on has primary codes, or a reason for having none"
    if reporting.unit.startswith("additional-") and not reporting.add_on:
        yield ("reporting", "unit"), f"{reporting.unit} is the unit of an add-on, but add_on is false"


@_rule("status", "retired_on", "replaced_by")
def _retired_and_replaced(status: str, retired_on: Any, replaced_by: Any) -> Iterator[Contradiction]:
    if status == "retired" and replaced_by is None:
        yield ("replaced_by",), "a retired code says what replaced it, or with an empty list that nothing did"
    if status == "active" and replaced_by is not None:
        yield ("replaced_by",), "only a retired code is replaced"
    if status == "active" and retired_on is not None:
        yield ("retired_on",), "only a retired code has a day of retirement"


@_rule("code", "replaced_by", "reporting", "related_codes")
def _others_only(
    code: str, replaced_by: tuple[str, ...] | None, reporting: Reporting, related_codes: tuple[Relation, ...]
) -> Iterator[Contradiction]:
    for pointer, codes in (
        (("replaced_by",), replaced_by or ()),
        (("reporting", "primary_codes"), reporting.primary_codes),
        (("reporting", "not_reported_with"), reporting.not_reported_with),
        *((("related_codes", place, "code"), (relation.code,)) for place, relation in enumerate(related_codes)),
    ):
        if code in codes:
            yield pointer, f"names {code}, the record's own code"


@_rule("related_codes")
def _each_edge_once(related_codes: tuple[Relation, ...]) -> Iterator[Contradiction]:
    seen = set()
    for place, relation in enumerate(related_codes):
        edge = (relation.code, relation.relationship)
        if edge in seen:
            yield (
                ("related_codes", place, "relationship"),
                f"{relation.relationship} to {relation.code} is written twice",
            )
        seen.add(edge)
