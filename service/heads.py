"""What does the head of a request say that has been read before? Then it need not be read again.

Most header fields mean nothing here: they name the caller's program, hold its cookies, or trace the request. Those that
do mean something are the same with every request of a client, byte for byte. So what the server's parser made of a
block of fields once holds for every request whose block is the same but for plainly written fields without a meaning,
whatever plain target it asks for with GET. Of a block only a digest is kept, and of its fields those that are heeded.
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

NAMING = frozenset({b"x-request-id", b"traceparent"})
"""Fields that name a request, and so differ from one to the next, and are heeded all the same."""

OF_THE_SERVER = frozenset(
    b"connection content-type forwarded http2-settings keep-alive proxy-connection te trailer upgrade "
    b"x-forwarded-proto x-forwarded-protocol x-forwarded-ssl".split()
)
"""Fields that a server may look at, whatever the application heeds."""

_LINE = re.compile(rb"GET (/[A-Za-z0-9._~/-]*)(?:\?([A-Za-z0-9._~=&%+,:/-]*))? HTTP/1\.1\r\n")


class Heads:
    """The blocks of header fields that were read last.

    Args:
        heeded: the names, in lower case, of the fields that an answer may depend on.
    """

    def __init__(self, heeded: Collection[bytes]) -> None:
        self._heeded = frozenset(heeded) - NAMING
        self._meant = self._heeded | OF_THE_SERVER
        # Words with one blank between them, so that nothing about such a field could be read in another way.
        meant = b"|".join(map(re.escape, sorted(self._meant)))
        self._plain = re.compile(rb"\r\n(?!(?:%b):)([a-z0-9-]+): ([!-~]+(?: [!-~]+)*)(?=\r\n)" % meant, re.IGNORECASE)
        self._known: OrderedDict[bytes, Sequence[Field]] = OrderedDict()

    def read(self, data: bytes) -> dict[str, Any] | None:
        """Return the request that `data` is, and no more, as a scope of ASGI has it; None to have it parsed.

        Of its header fields it holds those that are heeded.
        """
        line = _LINE.match(data) if len(data) <= LARGEST else None
        if line is None:
            return None
        block, plain = self._parted(data[line.end() - 2 :])
        fields = self._known.get(block)
        if fields is None or plain is None:
            return None
        self._known.move_to_end(block)
        path, query = line.groups(b"")
        named = [field for field in plain if field[0] in NAMING]
        return {
            "method": "GET",
            "raw_path": path,
            "query_string": query,
            "http_version": "1.1",
            "headers": [*fields, *named],
        }

    def learn(self, data: bytes, fields: Sequence[Field]) -> None:
        """Keep what a parser made of a request.

        Args:
            data: all of the request, and nothing else; it has no body, and its connection stays.
            fields: its header fields.
        """
        line = _LINE.match(data) if len(data) <= LARGEST else None
        if line is None:
            return
        block, plain = self._parted(data[line.end() - 2 :])
        if plain is None or sorted(plain) != sorted(field for field in fields if field[0] not in self._meant):
            return  # one that means nothing is not written plainly
        self._known[block] = [field for field in fields if field[0] in self._heeded]
        self._known.move_to_end(block)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)

    def _parted(self, block: bytes) -> tuple[bytes, list[Field] | None]:
        """Return the digest of a block without its plain fields that mean nothing to a server, and these.

        It returns None in their place where the parser may have more to say: one stands twice, or there are too many.
        """
        plain = [(name.lower(), value) for name, value in self._plain.findall(block)]
        several = len({name for name, _ in plain}) < len(plain) or block.count(b"\r\n") > MOST_HEADERS
        rest = self._plain.sub(b"", block) if plain else block
        return sha256(rest).digest(), None if several else plain
