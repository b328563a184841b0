"""The one door to the network (decisions 24).

``GuardedFetcher.get`` fits the :class:`~badges.fetched.Fetch` port; all a caller has to know::

    >>> fetch = GuardedFetcher(user_agent="meilenstein").get
    >>> fetch("https://169.254.169.254/latest/meta-data/")
    Traceback (most recent call last):
    badges.fetched.AddressRefusedError: This address leads into a private network; give one ...

The rooms behind the door: ``addresses`` (which addresses are public), ``targets`` (how a URL is
read), ``resolving`` (names to addresses), ``sockets`` (connections pinned to one address and one
deadline), ``guarded`` (the guard itself).
"""

from badges.fetched import (
    AddressRefusedError,
    BadUrlError,
    DeadlineError,
    Fetch,
    Fetched,
    FetchError,
    FetchLimit,
    HttpStatusError,
    LoginRequiredError,
    TooLargeError,
    UnreachableError,
)
from badges.fetching.guarded import GuardedFetcher
from badges.fetching.resolving import Resolver, SystemResolver

__all__ = [
    "AddressRefusedError",
    "BadUrlError",
    "DeadlineError",
    "Fetch",
    "FetchError",
    "FetchLimit",
    "Fetched",
    "GuardedFetcher",
    "HttpStatusError",
    "LoginRequiredError",
    "Resolver",
    "SystemResolver",
    "TooLargeError",
    "UnreachableError",
]
