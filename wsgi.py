"""The WSGI entry point for production servers: `granian --interface wsgi wsgi:application`."""

from procurement.app import create_app

application = create_app()
