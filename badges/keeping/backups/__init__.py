"""Backups: one file that holds an installation, made and read while it runs.

::

    archive      the file: a tar with a manifest of versions and SHA-256s
    databases    a consistent copy out of a database and back into it: SQLite, PostgreSQL
    present      what an installation holds at the moment, read without starting it
    making       badges backup
    restoring    badges restore
"""
