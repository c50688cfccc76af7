"""Which value is each message about? The way from a ValidationError to pointers and back."""

from collections.abc import Iterable, Iterator
from typing import Any

Pointer = tuple[str | int, ...]
"""The way to a value: object keys and array positions, outermost first."""


def leaves(messages: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, str]]:
    """Yield every message of a ValidationError with the value it is about."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from leaves(inner, pointer if name == "_schema" else (*pointer, name))
    elif isinstance(messages, list):
        for inner in messages:
            yield from leaves(inner, pointer)
    else:
        yield pointer, str(messages)


def nested(found: Iterable[tuple[Pointer, str]]) -> dict[str | int, Any]:
    """Return messages in the shape that a ValidationError takes; none of `found` leads through another."""
    messages: dict[str | int, Any] = {}
    for pointer, reason in found:
        place = messages
        for step in pointer[:-1]:
            place = place.setdefault(step, {})
        place.setdefault(pointer[-1], []).append(reason)
    return messages
