"""A real SMTP server on a free port, which takes mail, puts it off, or refuses it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask

from badges.ports import EXTENSION

OK = "250 taken"


class MailServer:
    """Started by ``with``; ``say`` answers each recipient, ``say_to_data`` each letter."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, auth: bool = False) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.host = "localhost" if tls else "127.0.0.1"
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.secured: list[bool] = []
        self.users: list[str] = []
        self.say: dict[str, str] = {}
        self.say_to_data = OK
        self._options: dict[str, Any] = {"tls_context": tls, "require_starttls": False}
        if auth:
            self._options |= {"authenticator": self._authenticate, "auth_require_tls": False}
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._options)
        controller.start()
        self._controller = controller

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller.loop.close()
            self._controller = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.say.get(address, OK)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.say_to_data.startswith("2"):
            content = cast("bytes", envelope.content)
            self.raw.append(content)
            self.letters.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
            self.secured.append(session.ssl is not None)
        return self.say_to_data

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"s3cret", handled=False)


def use(app: Flask, url: str | None) -> None:
    """Let the application hand its mail over there."""
    ports = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(ports, settings=replace(ports.settings, mail_url=url))
