"""A VC-API for the W3C's test suites: the library's own functions behind throw-away issuers.

    python -m tests.suites.vc_api --port 40443 --config /tmp/suites

The suites send no token and sign as did:key, which the product never allows (decisions 26). So
they run against this program, which answers with the functions that the product's own routes call.
It serves https with a certificate made at its start, and writes ``localConfig.cjs``, which tells
the suites where everything is. See ``README.md`` beside this file.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, abort, request
from werkzeug.serving import run_simple

from badges.errors import BadgesError
from badges.issuing.securing import secure_document
from badges.proofs import parse_json
from badges.proofs.selective import derive
from keys.errors import KeysError
from tests.suites.checking import check_credential, check_presented
from tests.suites.issuers import throw_away_issuers
from tests.suites.local import certificate, local_config
from tests.suites.plain import as_given, as_it_is, plain
from tests.suites.statuses import StatusDesk

HOST: Final = "127.0.0.1"


def create_app(base_url: str, *, strict: bool = False) -> Flask:
    """Make the service with issuers of its own, reached below ``base_url``.

    ``strict`` refuses what the product refuses (see :mod:`tests.suites.plain`).
    """
    app = Flask(__name__)
    issuers = throw_away_issuers()
    desk = StatusDesk(base_url, issuers)
    read = as_it_is if strict else plain
    app.extensions["issuers"] = issuers

    @app.errorhandler(BadgesError)
    @app.errorhandler(KeysError)
    def refused(error: BadgesError | KeysError) -> Response:
        app.logger.warning("%s: %s", getattr(error, "code", ""), error)
        body = {"verified": False, "errors": [{"title": str(error)}]}
        return _json(body, HTTPStatus.BAD_REQUEST)

    @app.post("/<name>/credentials/issue")
    def issue(name: str) -> Response:
        issuer = issuers.get(name) or abort(404)
        body = _body()
        credential = body.get("credential")
        if not isinstance(credential, dict):
            abort(400)
        if request.args.get("status"):
            credential = desk.with_entry(credential, issuer)
        meant, load = read(credential)
        signed = secure_document(
            meant,
            issuer.suite,
            issuer.signer,
            created=datetime.now(UTC),
            mandatory_pointers=body.get("options", {}).get("mandatoryPointers"),
            load_context=load,
        )
        return _json(as_given(signed, credential), HTTPStatus.CREATED)

    @app.post("/credentials/verify")
    def verify() -> Response:
        check_credential(_body().get("verifiableCredential"), read, desk.fetch)
        return _json({"verified": True}, HTTPStatus.OK)

    @app.post("/presentations/verify")
    def verify_presentation() -> Response:
        body = _body()
        options = body.get("options", {})
        check_presented(
            body.get("verifiablePresentation"),
            read,
            desk.fetch,
            challenge=options.get("challenge"),
            domain=options.get("domain"),
        )
        return _json({"verified": True}, HTTPStatus.OK)

    @app.post("/credentials/derive")
    def derive_credential() -> Response:
        body = _body()
        meant, load = read(body.get("verifiableCredential"))
        pointers = body.get("options", {}).get("selectivePointers", ())
        shown = derive(meant, selective_pointers=pointers, load_context=load)
        given = body["verifiableCredential"]
        return _json({**shown, "@context": given["@context"]}, HTTPStatus.CREATED)

    @app.get("/status/<name>")
    def status_list(name: str) -> Response:
        return _json(desk.signed_list(issuers.get(name) or abort(404)), HTTPStatus.OK)

    return app


def _body() -> dict[str, Any]:
    body = parse_json(request.get_data())
    return body if isinstance(body, dict) else {}


def _json(body: Any, status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=40443)
    parser.add_argument("--config", type=Path, help="folder for localConfig.cjs")
    parser.add_argument("--first", default="P-256", help="whose key the first issuer has")
    parser.add_argument("--strict", action="store_true", help="refuse what the product refuses")
    parser.add_argument("--enveloping", action="store_true", help="ask about envelopes, too")
    given = parser.parse_args()
    base_url = f"https://{HOST}:{given.port}"
    app = create_app(base_url, strict=given.strict)
    if given.config:
        found = app.extensions["issuers"].values()
        ordered = sorted(found, key=lambda issuer: issuer.signer.algorithm != given.first)
        text = local_config(base_url, ordered, enveloping=given.enveloping)
        (given.config / "localConfig.cjs").write_text(text, "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        pair = certificate(Path(folder))
        run_simple(HOST, given.port, app, ssl_context=(pair, pair), threaded=True)


if __name__ == "__main__":
    main()
