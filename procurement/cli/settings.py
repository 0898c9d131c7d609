"""`procurement settings`: what the environment decides."""

import click

from procurement.cli.house import House, pass_house


@click.group("settings")
def command() -> None:
    """What the environment decides."""


@command.command()
@pass_house
def check(house: House) -> None:
    """Check every setting and say what they come to, without secrets."""
    settings = house.settings
    smtp = settings.smtp
    sends = f"{smtp.security}://{smtp.host}:{smtp.port}" if smtp else "none; they stay in the outbox"
    demo = {None: "as the database says", True: "yes", False: "never"}[settings.demo]
    where = "this machine only" if settings.is_local else "others too"
    for name, value in (
        ("Data folder", settings.instance),
        ("Database", house.engine.url.render_as_string(hide_password=True)),
        ("Files", settings.files_url),
        ("Listens on", f"{settings.host}:{settings.port}"),
        ("Address", settings.url),
        ("Reached by", where),
        ("Mail server", sends),
        ("Letters from", settings.mail_from),
        ("Demo", demo),
    ):
        click.echo(f"{name + ':':14}{value}")
