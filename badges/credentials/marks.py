"""What signed and published documents say of themselves where they prove nothing.

Neither standard has a term for a rehearsal, so it stands where every reader looks: in the name
(Open Badges 3.0, B.1.2, "name") and first in the description. A demo's names stay as they are; its
pictures and descriptions say it.

    marked_name("Workshop", community, "de")            # "Probe: Workshop"
"""

from __future__ import annotations

from badges.models import Community
from badges.wording import wording


def marked_name(name: str, community: Community, language: str) -> str:
    """Give the name under which a badge of this community is signed."""
    if not community.is_trial:
        return name
    return f"{wording(language).gettext('Trial')}: {name}"


def marked_description(text: str, community: Community, language: str) -> str:
    """Give the description that is signed, the warning first where there is one."""
    words = wording(language)
    if community.is_trial:
        return f"{words.gettext('Trial – a rehearsal, not an award')}. {text}"
    if community.is_demo:
        return f"{words.gettext('Demo – a specimen, awarded to nobody')}. {text}"
    return text
