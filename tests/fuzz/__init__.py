"""Fuzzers for what reads strangers' files: ``python -m tests.fuzz unbake --minutes 10``.

Every case follows from a seed and a number, so that a find can be had again. ``tests.fuzz.guided``
runs the same targets under atheris, which follows the branches that a case takes.
"""
