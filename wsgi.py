"""The WSGI entry point for another server than ours: ``gunicorn wsgi:app``.

Besides it runs ``badges work``, for the jobs that ``badges serve`` would do in its own processes.
"""

from badges.app import create_app
from badges.keeping import logs

logs.configure()
app = create_app()
