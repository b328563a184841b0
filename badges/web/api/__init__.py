"""The management API below ``/api/v1``: bearer tokens with scopes, problem details, OpenAPI.

``register(app)`` joins everything to the application: the guard for bearer tokens, the resources,
the document that describes them and the page made of it. Views load, call one use case and dump;
the community is always the token's.
"""

from __future__ import annotations

from flask import Flask

from badges.web import bearer
from badges.web.api import (
    achievements,
    activities,
    awards,
    batches,
    credentials,
    description,
    frame,
    members,
    sessions,
    verification,
)

RESOURCES = (
    achievements.resource,
    members.resource,
    sessions.resource,
    activities.resource,
    awards.resource,
    batches.resource,
    credentials.resource,
    verification.resource,
)


def register(app: Flask) -> frame.Api:
    """Join the API to the application; gives what describes every operation."""
    bearer.register(app)
    api = frame.Api(
        app,
        spec_kwargs={
            "title": description.TITLE,
            "version": "v1",
            "openapi_version": description.OPENAPI_VERSION,
            "info": {"description": description.ABOUT},
        },
    )
    api.spec.components.security_scheme(frame.SECURITY_SCHEME, description.SCHEME)
    for resource in RESOURCES:
        api.register_blueprint(resource)
    app.register_blueprint(description.blueprint)
    return api
