"""What can be wrong with a file that holds, or should hold, a credential.

The tree; each has one code that the doors put into words::

    BakingError
    ├── ContainerError             baking.container     neither PNG nor SVG nor PDF
    ├── DamagedFileError           baking.damaged       cut off, altered or malformed
    ├── OversizeError              baking.too_large     the file, or what it would inflate to
    ├── UnsafeFileError            baking.unsafe        an SVG that declares entities, a locked PDF
    ├── NoCredentialError          baking.none          a good file without signed data
    └── AmbiguousCredentialError   baking.ambiguous     a PDF with two different credentials
"""

from __future__ import annotations

from badges.errors import InputError


class BakingError(InputError):
    """A file could not be baked into or unbaked."""


class ContainerError(BakingError):
    """The bytes are no PNG, SVG or PDF."""

    def __init__(self) -> None:
        super().__init__(
            "baking.container",
            "This file is no PNG, SVG or PDF; give the file as it was downloaded.",
        )


class DamagedFileError(BakingError):
    """The file breaks the rules of its own format; ``problem`` says where, in English."""

    def __init__(self, container: str, problem: str) -> None:
        super().__init__(
            "baking.damaged",
            f"This {container.upper()} file is damaged: {problem}.",
            container=container,
            problem=problem,
        )


class OversizeError(BakingError):
    """The file, one of its parts, or what a part would inflate to, is too large to be read."""

    def __init__(self, container: str, limit: int) -> None:
        super().__init__(
            "baking.too_large",
            f"This {container.upper()} file, or a part of it, is larger than {limit} bytes.",
            container=container,
            limit=limit,
        )


class UnsafeFileError(BakingError):
    """The file asks for something that is never done for a stranger's file."""

    def __init__(self, container: str, problem: str) -> None:
        super().__init__(
            "baking.unsafe",
            f"This {container.upper()} file was not read: {problem}.",
            container=container,
            problem=problem,
        )


class NoCredentialError(BakingError):
    """The file is good but carries no credential."""

    def __init__(self, container: str) -> None:
        sentence = (
            "no signed data in this file (often lost when files are merged or scanned); "
            "type the code below the QR"
            if container == "pdf"
            else "no signed data in this picture (often lost when pictures are saved from "
            "a phone or a social network); give the file as it was downloaded"
        )
        super().__init__("baking.none", sentence, container=container)


class AmbiguousCredentialError(BakingError):
    """A PDF carries several different credentials, so that none of them is *the* one."""

    def __init__(self, count: int) -> None:
        super().__init__(
            "baking.ambiguous",
            f"This PDF file carries {count} different credentials; give one file for each.",
            count=count,
        )
