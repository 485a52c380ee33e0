"""The command that looks for trouble: doctor."""

import os

import typer

from feedhub.cli.frame import DEFAULT, AsJson, ConfigFile, commands, complete


@commands.command()
def doctor(*, as_json: AsJson = False, config_file: ConfigFile = DEFAULT) -> None:
    """Look at everything the hub stands on, change nothing, and name a remedy for what is wrong.

    Exits with 1 when something fails. A daemon may run meanwhile.

    Example: feedhub doctor
    """
    from feedhub import doctor as examination
    from feedhub.cli.printing import data, table
    from feedhub.cli.show import looking_at
    from feedhub.doctor import Verdict

    with looking_at() as each:
        found = complete(examination.look(config_file, os.environ, each))
    if as_json:
        data(
            [
                {"check": one.check, "verdict": one.verdict, "detail": one.detail, "remedy": one.remedy or None}
                for one in found
            ]
        )
    else:
        table(("verdict", "check", "found"), [(one.verdict, one.check, one.detail) for one in found])
        for one in found:
            if one.remedy:
                typer.echo(f"{one.check}: {one.remedy}")
    raise typer.Exit(int(any(one.verdict is Verdict.FAIL for one in found)))
