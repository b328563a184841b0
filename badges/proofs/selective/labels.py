r"""Labels of blank nodes: secret ones for signing, and the lines that bear them.

>>> labels = hmac_labels({"_:n0": "_:c14n0"}, bytes(32))
>>> labels["_:n0"]
'_:uwwvlFDP5KbFJb4FLMF35iFGKuE2-9oxjBCNgkB6yr6M'
>>> labelled_lines([Quad("_:n0", "<urn:x:name>", '"Ada"')], {"_:n0": "_:b"})
('_:b <urn:x:name> "Ada" .\n',)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from badges.proofs.quads import Quad, write_quad
from keys.encoding import base64url_encode


def hmac_labels(identifiers: Mapping[str, str], hmac_key: bytes) -> dict[str, str]:
    """Give each blank node's secret label, a MAC over its canonical one (3.4.4)."""
    return {
        node: "_:"
        + text_label(hmac.digest(hmac_key, canonical.removeprefix("_:").encode(), hashlib.sha256))
        for node, canonical in identifiers.items()
    }


def text_label(digest: bytes) -> str:
    """Write the 32 bytes of a label as multibase base64url."""
    return "u" + base64url_encode(digest)


def labelled_lines(quads: Iterable[Quad], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Give the canonical lines of ``quads`` under other labels, each once, in their order."""
    get = labels.get
    lines = {
        write_quad(Quad(get(s, s), predicate, get(o, o), get(g, g))) for s, predicate, o, g in quads
    }
    return tuple(sorted(lines))
