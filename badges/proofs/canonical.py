"""One text for one meaning: RDF Dataset Canonicalization (RDFC-1.0) and JCS (RFC 8785).

Blank nodes get labels that depend only on the statements they stand in::

    >>> from badges.proofs.quads import Quad, iri, literal
    >>> name = Quad("_:whatever", iri("https://schema.org/name"), literal("Ada"))
    >>> result = canonicalize([name])
    >>> print(result.text, end="")
    _:c14n0 <https://schema.org/name> "Ada" .
    >>> dict(result.identifiers)
    {'_:whatever': '_:c14n0'}

    >>> canonicalize_json({"b": 1.0, "a": "ä"}).decode()
    '{"a":"ä","b":1}'

Names and steps are those of the Recommendation (https://www.w3.org/TR/rdf-canon/, section 4).
Graphs built to make the search explode are refused after a bounded amount of work (section 7.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson
import rfc8785

from badges.proofs.errors import CanonicalizationLimitError, JsonNumberError
from badges.proofs.quads import Quad, is_blank, write_quad

WORK_LIMIT: Final = 50_000
"""Steps (statements and paths looked at) that labelling alike blank nodes may take: some 50 ms."""

_RECURSION_LIMIT = 100


class CanonicalDataset(NamedTuple):
    """Canonical N-Quads in UTF-8, and the label each blank node got (``_:b0`` → ``_:c14n0``).

    A dataset that was made from a document has no ``identifiers``: there the nodes had no names.
    """

    data: bytes
    identifiers: Mapping[str, str] = MappingProxyType({})

    @property
    def text(self) -> str:
        """Give the canonical N-Quads as text."""
        return self.data.decode()


def canonicalize(
    quads: Iterable[Quad], *, algorithm: str = "sha256", work_limit: int = WORK_LIMIT
) -> CanonicalDataset:
    """Canonicalize a dataset with RDFC-1.0 over ``sha256`` or ``sha384``.

    Raises ``CanonicalizationLimitError`` for a dataset that would take more than ``work_limit``.
    """
    dataset = dict.fromkeys(quads)  # a set that keeps its order
    identifiers = _Canonicalization(dataset, algorithm, work_limit).run()
    lines = {write_quad(_relabel(quad, identifiers)) for quad in dataset}
    return CanonicalDataset("".join(sorted(lines)).encode(), MappingProxyType(identifiers))


def canonicalize_json(document: Any) -> bytes:
    """Give the bytes of RFC 8785; raises ``JsonNumberError`` beyond ±(2⁵³ - 1) and for NaN."""
    if _is_simple(document):
        try:
            return orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
        except orjson.JSONEncodeError:
            pass  # too large, too deep, half a character: said below
    try:
        return rfc8785.dumps(document)
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise JsonNumberError(f"The value has no canonical JSON form: {error}.") from None


def _is_simple(document: Any) -> bool:
    """Tell whether all that JCS writes differently is absent: other keys than ASCII, and floats."""
    open_values = [document]
    while open_values:
        value = open_values.pop()
        kind = type(value)
        if kind is dict:
            if not all(type(key) is str and key.isascii() for key in value):
                return False
            open_values += value.values()
        elif kind is list:
            open_values += value
        elif kind is not str and kind is not int and kind is not bool and value is not None:
            return False
    return True


def _relabel(quad: Quad, identifiers: Mapping[str, str]) -> Quad:
    # Only blank nodes are keys, so every other term stands for itself.
    get = identifiers.get
    subject, predicate, item, graph = quad
    return Quad(get(subject, subject), predicate, get(item, item), get(graph, graph))


class _Issuer:
    """Issues labels in order of asking (section 4.5)."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued = {} if issued is None else issued

    def issue(self, node: str) -> str:
        label = self.issued.get(node)
        if label is None:
            label = self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return label

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


class _Canonicalization:
    """The state of one run (section 4.2)."""

    def __init__(self, dataset: Iterable[Quad], algorithm: str, work_limit: int) -> None:
        self.new_hash = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}[algorithm]
        self.work_left = work_limit
        self.canonical = _Issuer("_:c14n")
        self.first_degree: dict[str, str] = {}
        self.quads_of: dict[str, list[Quad]] = {}
        for quad in dataset:
            for node in {term for term in (quad[0], quad[2], quad[3]) if is_blank(term)}:
                self.quads_of.setdefault(node, []).append(quad)

    def run(self) -> dict[str, str]:
        """Label every blank node (section 4.4.3)."""
        nodes_by_hash: dict[str, list[str]] = {}
        for node in self.quads_of:
            nodes_by_hash.setdefault(self.hash_first_degree(node), []).append(node)
        alike = []
        for _, nodes in sorted(nodes_by_hash.items()):  # step 4: unique hashes first
            if len(nodes) == 1:
                self.canonical.issue(nodes[0])
            else:
                alike.append(nodes)
        for nodes in alike:  # step 5
            paths = []
            for node in nodes:
                if node not in self.canonical.issued:
                    issuer = _Issuer("_:b")
                    issuer.issue(node)
                    paths.append(self.hash_n_degree(node, issuer, 0))
            for _, issuer in sorted(paths, key=lambda path: path[0]):
                for node in issuer.issued:
                    self.canonical.issue(node)
        return self.canonical.issued

    def hash(self, text: str) -> str:
        return self.new_hash(text.encode()).hexdigest()

    def work(self, steps: int) -> None:
        self.work_left -= steps
        if self.work_left < 0:
            raise CanonicalizationLimitError(
                "The document has too many parts that look alike; give each an id."
            )

    def hash_first_degree(self, node: str) -> str:
        """Hash the statements about a node, other blank nodes unnamed (section 4.6)."""
        known = self.first_degree.get(node)
        if known is None:

            def label(term: str) -> str:
                return ("_:a" if term == node else "_:z") if is_blank(term) else term

            # A list, not a set: two neighbours may look alike here and still both count.
            lines = sorted(
                write_quad(Quad(label(quad[0]), quad[1], label(quad[2]), label(quad[3])))
                for quad in self.quads_of[node]
            )
            known = self.first_degree[node] = self.hash("".join(lines))
        return known

    def hash_related(self, related: str, quad: Quad, issuer: _Issuer, position: str) -> str:
        """Hash a neighbour by its place in the statement (section 4.7)."""
        predicate = "" if position == "g" else quad.predicate
        label = self.canonical.issued.get(related) or issuer.issued.get(related)
        return self.hash(position + predicate + (label or self.hash_first_degree(related)))

    def hash_n_degree(self, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Hash a node by the shortest path through its neighbours (section 4.8)."""
        if depth > _RECURSION_LIMIT:
            self.work(self.work_left + 1)
        self.work(2)
        related_by_hash: dict[str, list[str]] = {}
        for quad in self.quads_of[node]:
            self.work(1)
            for term, position in ((quad[0], "s"), (quad[2], "o"), (quad[3], "g")):
                if is_blank(term) and term != node:
                    key = self.hash_related(term, quad, issuer, position)
                    related_by_hash.setdefault(key, []).append(term)
        data = []
        for related_hash, related in sorted(related_by_hash.items()):
            path, issuer = self.shortest_path(related, issuer, depth)
            data += [related_hash, path]
        return self.hash("".join(data)), issuer

    def shortest_path(self, related: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Try the neighbours in every order and keep the first path in order (4.8.3, step 5.4)."""
        best: tuple[str, _Issuer] | None = None
        for permutation in _orders(related):
            self.work(1 + len(permutation) + len(issuer.issued) // 8)
            found = self.path(permutation, issuer.copy(), best[0] if best else "", depth)
            if found and (best is None or found[0] < best[0]):
                best = found
        return best or ("", issuer)

    def path(
        self, permutation: Iterable[str], issuer: _Issuer, best: str, depth: int
    ) -> tuple[str, _Issuer] | None:
        """Walk the neighbours in this order; ``None`` as soon as it is worse than ``best``."""
        path, unlabelled = "", []
        for node in permutation:
            label = self.canonical.issued.get(node)
            if label is None:
                if node not in issuer.issued:
                    unlabelled.append(node)
                label = issuer.issue(node)
            path += label
            if _is_worse(path, best):
                return None
        for node in unlabelled:
            result, result_issuer = self.hash_n_degree(node, issuer, depth + 1)
            path += f"{issuer.issue(node)}<{result}>"
            issuer = result_issuer
            if _is_worse(path, best):
                return None
        return path, issuer


def _is_worse(path: str, best: str) -> bool:
    return bool(best) and len(path) >= len(best) and path > best


def _orders(nodes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give every order of the nodes once, though a node that is met often is listed as often.

    A graph's name is met in each of its statements; six of them would make 720 orders out of one.
    """
    names = tuple(dict.fromkeys(nodes))
    places = {name: place for place, name in enumerate(names)}
    order = sorted(places[node] for node in nodes)
    while True:
        yield tuple(names[place] for place in order)
        # The next order of a list in which numbers repeat: the last rise, and what follows turned.
        rise = len(order) - 2
        while rise >= 0 and order[rise] >= order[rise + 1]:
            rise -= 1
        if rise < 0:
            return
        last = max(at for at in range(rise + 1, len(order)) if order[at] > order[rise])
        order[rise], order[last] = order[last], order[rise]
        order[rise + 1 :] = reversed(order[rise + 1 :])
