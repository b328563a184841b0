"""Real files with anything done to them: a credential or one typed error, nothing else."""

from __future__ import annotations

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges import baking
from badges.baking import OpenBadgesVersion

from .samples import CREDENTIAL, JWS, SVG, pdf, png

FILES = (
    baking.bake(png(), CREDENTIAL, version=OpenBadgesVersion.OB3),
    baking.bake(SVG, CREDENTIAL, version=OpenBadgesVersion.OB3),
    baking.bake(SVG, JWS, version=OpenBadgesVersion.OB2),
    pdf(("credential.json", "application/vc", CREDENTIAL.encode())),
    pdf(("credential.jwt", "text/plain", JWS.encode()), associate=True),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(FILES)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 12))
        data[start : start + length] = draw(st.binary(max_size=12))
    if draw(st.booleans()):
        data = data[: draw(st.integers(0, len(data)))]
    return bytes(data)


@given(mutated())
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_mutated_file_gives_a_credential_or_a_typed_error(data: bytes) -> None:
    with contextlib.suppress(baking.BakingError):
        found = baking.unbake(data)
        assert found.text
