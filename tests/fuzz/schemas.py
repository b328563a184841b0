"""Schemas that a badge names: strangers' programs, run on a badge that is true."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final

from badges.verifying import verify
from tests.fuzz.mutating import VALUES, spoil_bytes, spoil_json, written
from tests.fuzz.samples import EXTENSIONS, chance, tell
from tests.verifying.issuers import NOW, Issuer, Web, dump

ADDRESS: Final = "https://schemas.example/badge.json"
KINDS: Final = ("1EdTechJsonSchemaValidator2019", "JsonSchema")

SEEDS: Final[tuple[Any, ...]] = (
    {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$id": ADDRESS,
        "$defs": {"text": {"type": "string", "minLength": 1}},
        "properties": {"name": {"$ref": "#/$defs/text"}, "type": {"contains": {"const": "x"}}},
        "required": ["name"],
    },
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$dynamicAnchor": "node",
        "properties": {"@context": {"prefixItems": [{"format": "uri"}], "items": True}},
        "additionalProperties": {"anyOf": [{"$dynamicRef": "#node"}, {"type": "array"}]},
        "unevaluatedProperties": False,
    },
    {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"date": {"format": "date-time", "pattern": "^[0-9]{4}-"}},
        "properties": {"validFrom": {"$ref": "#/definitions/date"}},
        "patternProperties": {"^cred": {"type": "object"}},
        "dependencies": {"name": ["id"], "proof": {"required": ["id"]}},
        "if": {"required": ["proof"]},
        "then": {"propertyNames": {"maxLength": 40}},
        "else": False,
    },
)

REFERENCES: Final = (
    *("#", "#/", "#node", "#/$defs/text", "#/properties/name", "#/allOf/0", "#/%zz", "#/$defs/~2"),
    *(ADDRESS, f"{ADDRESS}#/$defs", "http://127.0.0.1/", "file:///etc/passwd", "urn:x", "../x"),
    *("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"),
)
PATTERNS: Final = (
    *("(a+)+$", "(\\w{900}){900}", "\\p{L}*", "(?=a)", "(?<n>a)\\k<n>", "[", "\\", "^" * 5000),
    *("(" * 300 + ")" * 300, "a{1,99999}", "\\u{110000}", "[^]", "(?i)\\bé", "\ud7ff", "$^"),
)
NUMBERS: Final = (0, -1, 1e308, 5e-324, 0.1, 2**53, 2**64, -(2**70), 1.0)
TYPES: Final = ("string", "object", "array", "null", "integer", "x", ["string", "x"], [])
FORMATS: Final = ("date-time", "uri", "regex", "idn-email", "uuid", "duration", "json-pointer", "x")

KEYWORDS: Final[dict[str, tuple[Any, ...]]] = {
    **dict.fromkeys(("$ref", "$dynamicRef", "$recursiveRef", "$schema", "$id", "id"), REFERENCES),
    **dict.fromkeys(("$anchor", "$dynamicAnchor"), ("node", "", "a b", "#")),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), ([{"$ref": "#"}] * 2, [{}], [7])),
    **dict.fromkeys(
        ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"),
        ({"$ref": "#"}, {}, False, True, [{}], {"type": "string"}),
    ),
    **dict.fromkeys(("unevaluatedProperties", "unevaluatedItems"), (False, {"$ref": "#"}, {})),
    **dict.fromkeys(("properties", "$defs", "definitions"), ({"name": {"$ref": "#"}}, {"": {}})),
    **dict.fromkeys(("dependentSchemas", "dependencies"), ({"name": {"$ref": "#"}}, {"id": ["x"]})),
    **dict.fromkeys(("pattern",), PATTERNS),
    "patternProperties": tuple({each: {"$ref": "#"}} for each in PATTERNS),
    **dict.fromkeys(("minimum", "multipleOf", "maxLength", "minContains", "maxItems"), NUMBERS),
    **dict.fromkeys(("type",), TYPES),
    **dict.fromkeys(("format",), FORMATS),
    **dict.fromkeys(("enum", "const", "required", "uniqueItems", "$vocabulary"), VALUES),
}


class Schemas:
    """A schema is followed, broken or of no use; it never takes long and never fetches."""

    def __init__(self) -> None:
        issuer = Issuer()
        contexts = [*issuer.credential()["@context"], EXTENSIONS]
        self._pages = issuer.pages()
        self._badges = [
            issuer.di(**{"@context": contexts, "credentialSchema": [{"id": ADDRESS, "type": kind}]})
            for kind in KINDS
        ]
        self.seeds = [dump(seed) for seed in SEEDS]

    def case(self, random: Random) -> bytes:
        """Spoil a schema, or put more into it that means something."""
        if random.random() < 0.1:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        schema = json.loads(random.choice(self.seeds))
        for _ in range(random.choice((0, 1, 2, 4, 12))):
            place = random.choice(_objects(schema))
            name = random.choice(list(KEYWORDS))
            place[name] = random.choice(KEYWORDS[name])
            schema = json.loads(json.dumps(schema))  # no two places share an object
        return written(spoil_json(schema, random) if random.random() < 0.4 else schema, random)

    def check(self, data: bytes) -> None:
        """Check a badge that names this schema."""
        web = Web({**self._pages, ADDRESS: data})
        result = verify(chance(data).choice(self._badges), now=NOW, fetch=web)
        tell(result)
        (part,) = result.check("conformance").parts
        assert result.verified == part.passed
        assert set(web.asked) <= {*self._pages, ADDRESS}, "something that the schema names"


def _objects(value: Any) -> list[dict[str, Any]]:
    found, waiting = [], [value]
    while waiting and len(found) < 500:
        node = waiting.pop()
        if isinstance(node, dict):
            found.append(node)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found
