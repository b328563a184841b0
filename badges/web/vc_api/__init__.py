"""The VC-API below ``/vc-api``: other programs sign, withdraw, verify and derive (decisions 26).

===============  ===================================================================================
``signing``      with a token of the community: its key signs, its awards are withdrawn
``checking``     open to everybody, counted, nothing kept: verify and derive
``answers``      a verdict in the words of the VC-API
===============  ===================================================================================

``register(api)`` joins both to the application and to the API's document.
"""

from __future__ import annotations

from typing import Any

from badges.web.vc_api import checking, signing


def register(api: Any) -> None:
    """Join the VC-API to the application; ``api`` is what describes every operation."""
    api.register_blueprint(signing.resource)
    api.register_blueprint(checking.resource)
