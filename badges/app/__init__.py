"""The composition root: it alone knows every room, and joins them (:mod:`badges.app.joining`).

``create_app`` makes the web application with its ports; ``main`` is the console script.
"""

from __future__ import annotations

from badges.app.loading import undisturbed

with undisturbed():
    from badges.app.joining import create_app, default_ports, main, upgrade_database

__all__ = ["create_app", "default_ports", "main", "upgrade_database"]
