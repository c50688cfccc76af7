"""What kinds of refusal are there, and how is each told? One table from failure to status, one body: RFC 9457.

It knows HTTP's numbers and no framework, so that the server in front of the application can use it too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from service.catalogue import dumps
from service.errors import CursorGone, InvalidParameters, MalformedCode, UnknownCode, UnknownFamily
from service.strict_json import NotJSON

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A kind of refusal: its name in the URI, its HTTP status, its title, and what it means."""

    name: str
    status: int
    title: str
    meaning: str

    @property
    def uri(self) -> str:
        """The URI reference that answers with the meaning."""
        return f"/problems/{self.name}"


PROBLEM_TYPES: Mapping[str, ProblemType] = {
    kind.name: kind
    for kind in (
        ProblemType(
            "bad-request",
            400,
            "The request cannot be read",
            "The request breaks the rules of HTTP, or is for a host that is not served here.",
        ),
        ProblemType(
            "malformed-json",
            400,
            "The body is not JSON",
            "The body is not UTF-8, not JSON, holds a key twice, a number that is too large, NaN, half a surrogate "
            "pair, or brackets more than 64 deep. `line` says where.",
        ),
        ProblemType(
            "malformed-code",
            400,
            "This is no procedure code",
            "A code is four digits followed by a digit, A, F, M, T or U, all of them ASCII. A lower-case suffix is "
            "read as upper-case; nothing else is mended.",
        ),
        ProblemType("forbidden", 403, "The request is not allowed", "The server refuses the request."),
        ProblemType(
            "unknown-code",
            404,
            "There is no record of this code",
            "The code is well formed, but the set has no record of it. `codes` names each one that is unknown and "
            "`did_you_mean` the codes whose number is nearest.",
        ),
        ProblemType(
            "unknown-family",
            404,
            "There is no such family",
            "No record belongs to the family. `did_you_mean` names families that are spelt alike; /v1/families all.",
        ),
        ProblemType("not-found", 404, "There is nothing here", "The path leads nowhere; /openapi.json lists all."),
        ProblemType(
            "method-not-allowed", 405, "The method is not allowed here", "The `Allow` header lists those that are."
        ),
        ProblemType(
            "not-acceptable",
            406,
            "No offered media type is accepted",
            "The `Accept` header excludes every media type that this path can answer with.",
        ),
        ProblemType(
            "request-timeout", 408, "The request took too long", "A whole request must arrive within 4 seconds."
        ),
        ProblemType(
            "cursor-gone",
            410,
            "The data has changed since this cursor",
            "A cursor leads through one version of the data, and another is served now. Start without a cursor.",
        ),
        ProblemType(
            "precondition-failed",
            412,
            "The condition does not hold",
            "What would be answered has another entity tag than `If-Match` names. Ask without the condition.",
        ),
        ProblemType("content-too-large", 413, "The body is too large", "A body may have 256 KiB at most."),
        ProblemType("uri-too-long", 414, "The request line is too long", "Ask in a shorter URL, or with a body."),
        ProblemType(
            "unsupported-media-type",
            415,
            "The body must be JSON",
            "The `Content-Type` must be application/json, in UTF-8, without a content coding.",
        ),
        ProblemType("expectation-failed", 417, "The expectation cannot be met", "Only 100-continue is understood."),
        ProblemType(
            "invalid-parameters",
            422,
            "Some parameters are not allowed",
            "The question was read, but a parameter or a part of the body is unknown, repeated, of the wrong type, or "
            "out of bounds. `errors` lists all of them at once.",
        ),
        ProblemType("headers-too-large", 431, "The headers are too large", "Send fewer or shorter header fields."),
        ProblemType(
            "internal-error",
            500,
            "The service failed",
            "This is a fault of the service. Report it with the `request_id`.",
        ),
        ProblemType("not-implemented", 501, "This is not implemented", "The transfer coding is not understood."),
        ProblemType(
            "unavailable", 503, "The service cannot answer now", "The service is starting, stopping or full. Try again."
        ),
    )
}
"""Every kind of refusal by its name."""

_NAME_OF_STATUS = {
    400: "bad-request",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "request-timeout",
    412: "precondition-failed",
    413: "content-too-large",
    414: "uri-too-long",
    415: "unsupported-media-type",
    417: "expectation-failed",
    431: "headers-too-large",
    501: "not-implemented",
    503: "unavailable",
}

_NAME_OF_ERROR: tuple[tuple[type[Exception], str], ...] = (
    (NotJSON, "malformed-json"),
    (MalformedCode, "malformed-code"),
    (UnknownCode, "unknown-code"),
    (UnknownFamily, "unknown-family"),
    (CursorGone, "cursor-gone"),
    (InvalidParameters, "invalid-parameters"),
)


def of_status(status: int) -> ProblemType:
    """Return the kind of refusal that an HTTP status alone stands for."""
    return PROBLEM_TYPES[_NAME_OF_STATUS.get(status, "bad-request" if 400 <= status < 500 else "internal-error")]


def of_error(error: Exception) -> ProblemType | None:
    """Return the kind of refusal that an error of ours is, or None for any other."""
    return next((PROBLEM_TYPES[name] for kind, name in _NAME_OF_ERROR if isinstance(error, kind)), None)


def body(kind: ProblemType, detail: str, request_id: str, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the problem as JSON values."""
    told = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": detail}
    return {**told, **(more or {}), "request_id": request_id}


def refusal(status: int, request_id: str) -> tuple[bytes, bytes]:
    """Return the head and the body of an answer that refuses a request which the application never sees."""
    kind = of_status(status)
    told = dumps(body(kind, kind.meaning, request_id))
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {MEDIA_TYPE}\r\n"
        f"Content-Length: {len(told)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"X-Request-ID: {request_id}\r\nConnection: close\r\n\r\n"
    )
    return head.encode(), told


def particulars(error: Exception) -> dict[str, Any]:
    """Return what an error of ours adds to its problem."""
    if isinstance(error, UnknownCode):
        return {"codes": list(error.codes), "did_you_mean": list(error.did_you_mean)}
    if isinstance(error, UnknownFamily):
        return {"did_you_mean": list(error.did_you_mean)}
    if isinstance(error, InvalidParameters):
        return {"errors": [asdict(fault) for fault in error.faults]}
    if isinstance(error, NotJSON):
        return {"line": error.line}
    return {}
