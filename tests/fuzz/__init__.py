"""Fuzzers for what reads strangers' files: ``python -m tests.fuzz unbake --minutes 10``.

=================  ==========================================================================
``unbake``         pictures, drawings and certificates
``verify``         badges of every form, and pages that are spoiled as well
``tokens``         JWS and JWT, each reader of them
``presentations``  presentations, credentials, proof sets and chains, envelopes
``selective``      proof values of ``ecdsa-sd-2023``, deriving, what was derived
``lists``          status lists: bombs, tokens, kept ones
``documents``      DID documents, controller documents, JWK Sets, single keys
``schemas``        schemas that a badge names
=================  ==========================================================================

What holds of all: within three seconds of the processor there is an answer or a documented error,
every answer has words, and nothing is verified that nobody signed.

Every case follows from a seed and a number, so that a find can be had again. ``tests.fuzz.guided``
runs the same targets under atheris, which follows the branches that a case takes.
"""
