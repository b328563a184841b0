"""Peers of PyPI, in an environment of their own; the requests are those of ``node.mjs``.

Knows nothing of this project: it is started by the interpreter of that environment.
"""

# ruff: noqa: PLC0415, BLE001 - a peer that is missing or broken keeps nobody else from running
from __future__ import annotations

import copy
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

CASES: dict[str, Callable[[], object]] = {}


def begin(material: dict[str, Any]) -> None:
    """Make the cases of every peer that is there."""
    keys = material["keys"]
    fresh = itertools.cycle(material["unsigned"])
    whole = itertools.cycle(single_proofs(material["signed"]))
    whole_jcs = itertools.cycle(single_proofs(material["signed_jcs"]))
    tokens = itertools.cycle(material["tokens"])
    for offer in (openbadgeslib, openvc):
        try:
            offer(keys, fresh, whole, whole_jcs, tokens)
        except Exception as error:
            sys.stderr.write(f"bench: {offer.__name__} is left out: {error!r}\n")


def single_proofs(signed: list[str]) -> list[str]:
    """Write the proof as an object: these peers read no list of one."""
    documents = [json.loads(text) for text in signed]
    return [
        json.dumps({**document, "proof": document["proof"][0]}, ensure_ascii=False)
        for document in documents
    ]


def openbadgeslib(
    keys: dict[str, Any],
    fresh: Iterator[Any],
    whole: Iterator[str],
    _whole_jcs: Iterator[str],
    tokens: Iterator[str],
) -> None:
    """Take Data Integrity by its document interface, JWT by its payload interface."""
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3Signer, OB3Verifier
    from openbadgeslib.ob3.ldp import add_data_integrity_proof

    pem, public, method = keys["pem"].encode(), keys["public_pem"].encode(), keys["method"]
    ed25519, rsa = OB3Signer(pem, "EdDSA"), OB3Signer(keys["rsa_pem"].encode(), "RS256")
    by_proof, by_token = OB3LdpVerifier(pubkey_pem=public), OB3Verifier(public)
    CASES["openbadgeslib issue"] = lambda: json.dumps(
        add_data_integrity_proof(next(fresh), pem, method), ensure_ascii=False
    )
    CASES["openbadgeslib verify"] = lambda: by_proof.verify(next(whole))
    CASES["openbadgeslib issue jwt"] = lambda: ed25519.sign_payload(next(fresh))
    CASES["openbadgeslib issue jwt rs256"] = lambda: rsa.sign_payload(next(fresh))
    CASES["openbadgeslib verify jwt"] = lambda: by_token.verify(next(tokens))


def openvc(
    keys: dict[str, Any],
    fresh: Iterator[Any],
    whole: Iterator[str],
    whole_jcs: Iterator[str],
    _tokens: Iterator[str],
) -> None:
    """Take its suites; contexts are handed in, as it asks for."""
    from openvc import Ed25519SigningKey
    from openvc.proof.data_integrity import DataIntegrityProofSuite
    from openvc.proof.di_jcs import EddsaJcsProofSuite

    method, extra = keys["method"], keys["contexts"]
    key = Ed25519SigningKey.from_pem(keys["pem"].encode(), method)
    jwk = key.public_jwk()
    rdfc, jcs = DataIntegrityProofSuite(), EddsaJcsProofSuite()
    how = {"signing_key": key, "verification_method": method}
    CASES["openvc-core issue"] = lambda: json.dumps(
        rdfc.add_proof(next(fresh), extra_contexts=extra, **how), ensure_ascii=False
    )
    CASES["openvc-core verify"] = lambda: rdfc.verify(
        json.loads(next(whole)), public_key_jwk=jwk, extra_contexts=extra
    )
    CASES["openvc-core issue jcs"] = lambda: json.dumps(
        jcs.add_proof(next(fresh), **how), ensure_ascii=False
    )
    CASES["openvc-core verify jcs"] = lambda: jcs.verify(
        json.loads(next(whole_jcs)), public_key_jwk=jwk
    )


def measure(name: str, seconds: float) -> float:
    """Give the CPU seconds of one operation."""
    run = CASES[name]
    start, count = time.process_time(), 0
    while True:
        for _ in range(5):
            run()
        count += 5
        used = time.process_time() - start
        if used >= seconds:
            return used / count


def working() -> list[str]:
    """Give the cases that do not fail; say of the others why."""
    found = []
    for name, run in CASES.items():
        try:
            run()
            found.append(name)
        except Exception as error:
            sys.stderr.write(f"bench: {name} is left out: {str(error)[:200]}\n")
    return found


def main() -> None:
    """Answer one line for each line."""
    for line in sys.stdin:
        request = copy.deepcopy(json.loads(line))
        try:
            if request.get("do") == "begin":
                begin(request)
                answer: dict[str, Any] = {"cases": working()}
            else:
                answer = {"seconds_each": measure(request["case"], request["seconds"])}
        except Exception as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
