"""How long does the server wait, and for how much? Each figure with what decided it."""

ARRIVAL = 4.0
"""Seconds from the first byte of a request, or the opening of its connection, until all of it must be there.

Nobody waits for more than 5 s, so that 200 clients who drip a byte a second are gone before they are a burden; 256 KiB
take 4 s at half a megabit a second.
"""

DEPARTURE = 20.0
"""Seconds that a client may take to read what the system's own buffers do not hold."""

FAREWELL = 1.0
"""Seconds in which a worker that leaves tells its connections so with their answers; idle ones are closed then.

A kept-alive client that asks once a second hears of it and loses nothing; old data must be gone 2 s after a reload, the
examination of the new (0.4 s for 214 records) included.
"""

LINGER = 1.0
"""Seconds to go on reading after a refusal; closing at once would reset the connection and lose the refusal."""

TIMEOUT = 30
"""Seconds a worker may say nothing before it is replaced."""

BEAT = 0.25
"""Seconds between two signs of life of a worker."""

GRACE = 20
"""Seconds that requests in flight are given to finish when the service stops; below TIMEOUT."""

KEEP_ALIVE = 75
"""Seconds an idle connection is kept; above the 60 of common balancers, so that they close first."""

SPARE_FILES = 64
"""Open files of a worker that are not connections (some 20), and those of refusals under way."""

LONGEST_LINE = 8190
"""Bytes of a request line, at most."""

MOST_HEADERS = 100
"""Header fields of a request, at most."""

LARGEST_HEADER = 8190
"""Bytes of one header field, at most."""
