"""The WSGI entry point: ``gunicorn wsgi:app``."""

from badges.app import create_app

app = create_app()
