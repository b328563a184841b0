"""Jinja templates, found through a PackageLoader."""
