"""What does the head of a request say that has been read before? Then it need not be read again.

A client sends the same header fields with every request, byte for byte, but for the few that name the request. So what
the server's parser made of a block of fields once holds for every request with that block, whatever plain target it
asks for with GET. Of the block itself only a digest is kept, and of its fields those that are heeded: others may hold
what is meant for nobody here, such as credentials.
"""

import re
from collections import OrderedDict
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from service.limits import MOST_HEADERS

Field = tuple[bytes, bytes]
"""Name, in lower case, and value of a header field."""

MOST_KEPT = 64
"""Blocks that are kept, at most; those that came longest ago go first."""

LARGEST = 2048
"""Bytes of a head that is looked at here, at most; those of browsers have up to a thousand."""

VARYING = (b"x-request-id", b"traceparent", b"tracestate")
"""Fields that name a request, and so differ from one to the next."""

_LINE = re.compile(rb"GET (/[A-Za-z0-9._~/-]*)(?:\?([A-Za-z0-9._~=&%+,:/-]*))? HTTP/1\.1\r\n")
# A value of one word, so that nothing about it could be read in another way.
_NAMING = re.compile(rb"\r\n(%b): ([!-~]+)(?=\r\n)" % b"|".join(VARYING), re.IGNORECASE)


class Heads:
    """The blocks of header fields that were read last.

    Args:
        heeded: the names, in lower case, of the fields that an answer may depend on.
    """

    def __init__(self, heeded: Collection[bytes]) -> None:
        self._kept = frozenset(heeded) - set(VARYING)
        self._known: OrderedDict[bytes, Sequence[Field]] = OrderedDict()

    def read(self, data: bytes) -> dict[str, Any] | None:
        """Return the request that `data` is, and no more, as a scope of ASGI has it; None to have it parsed.

        Of its header fields it holds those that are heeded, and those that name the request.
        """
        line = _LINE.match(data) if len(data) <= LARGEST else None
        if line is None:
            return None
        block, naming = _parted(data[line.end() - 2 :])
        fields = self._known.get(block)
        if fields is None or len({name for name, _ in naming}) < len(naming):
            return None
        self._known.move_to_end(block)
        path, query = line.groups(b"")
        return {
            "method": "GET",
            "raw_path": path,
            "query_string": query,
            "http_version": "1.1",
            "headers": [*fields, *naming],
        }

    def learn(self, data: bytes, fields: Sequence[Field]) -> None:
        """Keep what a parser made of a request.

        Args:
            data: all of the request, and nothing else; it has no body, and its connection stays.
            fields: its header fields.
        """
        line = _LINE.match(data) if len(data) <= LARGEST else None
        if line is None or len(fields) > MOST_HEADERS - len(VARYING):
            return
        block, naming = _parted(data[line.end() - 2 :])
        if sorted(naming) != sorted(field for field in fields if field[0] in VARYING):
            return  # one of them is written in another way
        self._known[block] = [field for field in fields if field[0] in self._kept]
        self._known.move_to_end(block)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)


def _parted(block: bytes) -> tuple[bytes, list[Field]]:
    """Return the digest of a block without the fields that name the request, and these."""
    naming = [(name.lower(), value) for name, value in _NAMING.findall(block)]
    return sha256(_NAMING.sub(b"", block) if naming else block).digest(), naming
