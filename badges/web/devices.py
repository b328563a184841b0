"""A short name for the browser that asks, so that its owner knows it again; nothing rests on it.

>>> device_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
'Firefox, Linux'
>>> device_of("curl/8.5"), device_of("")
('', '')
"""

from __future__ import annotations

# The first that is found names it: later ones claim to be the earlier ones, too.
_BROWSERS = (
    ("Firefox", "Firefox/"),
    ("Firefox", "FxiOS/"),
    ("Edge", "Edg"),
    ("Opera", "OPR/"),
    ("Samsung Internet", "SamsungBrowser/"),
    ("Chrome", "CriOS/"),
    ("Chrome", "Chrome/"),
    ("Safari", "Safari/"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Give ``browser, system`` as far as they are known; never what was sent itself."""
    found = [_first(table, user_agent) for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in found if name)


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, mark in table if mark in user_agent), "")
