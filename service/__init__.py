"""How are the records served? Everything between the files and the wire."""

__version__ = "0.1.0"
