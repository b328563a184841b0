"""The content security policy: nothing from elsewhere, nothing inline; wider only where said.

>>> "frame-ancestors *" in policy(frame_ancestors="*")
True
"""

from __future__ import annotations

from typing import Final

_DIRECTIVES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(**wider: str) -> str:
    """Give the policy, with other values for the directives named (``frame_ancestors="*"``)."""
    named = {name.replace("_", "-"): value for name, value in wider.items()}
    return "; ".join(f"{name} {value}" for name, value in (_DIRECTIVES | named).items())


TO_LINKEDIN: Final = policy(form_action="'self' https://www.linkedin.com")
"""For pages with the button that shares a badge and goes on to LinkedIn: browsers hold a form to
this directive even where it is redirected to."""
