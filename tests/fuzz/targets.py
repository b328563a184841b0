"""All targets by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.fuzz.documents import Documents
from tests.fuzz.driver import Target
from tests.fuzz.lists import Lists
from tests.fuzz.presentations import Presentations
from tests.fuzz.reading import Tokens, Unbake, Verify
from tests.fuzz.schemas import Schemas
from tests.fuzz.selective import Selective

TARGETS: Final[Mapping[str, Callable[[], Target]]] = {
    "unbake": Unbake,
    "verify": Verify,
    "tokens": Tokens,
    "presentations": Presentations,
    "selective": Selective,
    "lists": Lists,
    "documents": Documents,
    "schemas": Schemas,
}
