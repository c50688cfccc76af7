"""Which lexicon do the tests read notes with? The small one beside their records."""

import json

from schemas.lexicon import Lexicon, LexiconSchema
from tests.running import RECORDS


def small_lexicon() -> Lexicon:
    """Return the lexicon of the small set of records."""
    lexicon: Lexicon = LexiconSchema().load(json.loads((RECORDS / "lexicon.json").read_text(encoding="utf-8")))
    return lexicon
