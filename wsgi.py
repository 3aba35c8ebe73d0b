"""The application for a WSGI server: `gunicorn -c python:archive.web.gunicorn_config wsgi:app`."""

from archive.web import create_app

app = create_app()
