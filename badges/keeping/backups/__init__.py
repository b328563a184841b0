"""Backups: one file that holds an installation, made and read while it runs.

::

    archive      the file: a tar with a manifest of versions and SHA-256s
    databases    a consistent copy out of a database and back into it; SQLite
    postgres     the same for PostgreSQL, by its own tools
    crossing     from SQLite to PostgreSQL, row by row
    keepers      which of them a database needs
    present      what an installation holds at the moment, read without starting it
    making       badges backup
    restoring    badges restore
"""
