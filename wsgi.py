"""The WSGI entry point for production servers: `granian --interface wsgi wsgi:application`."""

from procurement import logs
from procurement.app import create_app

logs.configure()
application = create_app()
