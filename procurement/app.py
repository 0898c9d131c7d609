"""Puts the house together: one application, every room's two doors, one layout."""

from importlib import import_module

from werkzeug.middleware.proxy_fix import ProxyFix

from procurement.settings import Settings
from procurement.web import api, headers, health, logging, pages, problems
from procurement.web.application import Application

#: Rooms with doors to the street, upstream first.
ROOMS = (
    "audit",
    "accounts",
    "mailbox",
    "networks",
    "vendors",
    "library",
    "plans",
    "pools",
    "solicitations",
    "clarifications",
    "responses",
    "evaluation",
    "awards",
    "contracts",
    "overview",
    "packets",
    "desk",
)


def create_app(settings: Settings | None = None) -> Application:
    """The WSGI application for these settings (the environment's, when none are given)."""
    settings = settings or Settings.from_environment()
    app = Application(settings)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="procurement_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.url.startswith("https://"),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_FORM_PARTS=5000,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
    headers.install(app)
    logging.install(app)
    app.csrf.init_app(app)
    problems.install(app)
    pages.install(app)
    app.register_blueprint(health.blueprint)
    app.api = shell = api.install(app)
    for room in ROOMS:
        for door, register in (("pages", app.register_blueprint), ("api", shell.register_blueprint)):
            register(import_module(f"procurement.{room}.{door}").blueprint)
    return app
