"""`trimtab connect`: the log-in at a broker, with browser and code, or a look at its keys."""

import webbrowser
from typing import TYPE_CHECKING

import click

from trimtab.app.clock import SystemClock
from trimtab.app.linking.known import BROKERS, require_brokers
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command

if TYPE_CHECKING:
    from trimtab.app.linking.connecting import Connection

_SCHEMA = "trimtab.connect/1"


@command("connect", examples=("trimtab connect etrade", "trimtab connect ibkr"))
@click.argument("broker", type=click.Choice(list(BROKERS)), metavar="BROKER")
@click.option(
    "--code", metavar="CODE", help="The code that the browser showed; without it you are asked."
)
@click.option("--remove", is_flag=True, help="Forget the log-in, and end it at the broker.")
def connect(console: Console, *, broker: str, code: str | None, remove: bool) -> int:
    """Log in at a broker, and list its accounts: etrade, ibkr.

    etrade: opens the broker's page, where you agree, and asks for the code that it shows. Where
    nobody can be asked it prints the address and ends; give the code within five minutes with
    --code. Key and secret of your application are in TRIMTAB_ETRADE_KEY and TRIMTAB_ETRADE_SECRET,
    or in the keyring. A log-in at E*TRADE ends at midnight in New York.

    ibkr: has no log-in. Fetches the report of your Flex query, and says what is in it and what it
    lacks; its token and number are in TRIMTAB_IBKR_FLEX_TOKEN and TRIMTAB_IBKR_FLEX_QUERY, or in
    the keyring.
    """
    require_brokers("connecting a broker")
    from trimtab.app.linking.connecting import connection

    if remove and code is not None:
        raise click.UsageError("--remove takes no --code.")
    found = connection(workspace_root(console), broker, SystemClock())
    log_in = found.link.log_in
    if log_in is None and (remove or code is not None):
        raise click.UsageError(
            f"{found.known.called} has no log-in here; its keys are in the environment or the "
            "keyring."
        )
    if log_in is not None:
        if remove:
            console.say(log_in.remove())
            return 0
        if code is None:
            code = _code(console, log_in.begin(), broker)
        if code is None:
            return 0
        console.say(log_in.finish(code))
    _show(console, found)
    return 0


def _code(console: Console, address: str, broker: str) -> str | None:
    """The code that the person saw at `address`; None where nobody can be asked for it."""
    if not console.may_ask:
        shown = {"schema": _SCHEMA, "authorise": address}
        console.emit(json_text(shown) if console.json else address)
        console.say(f"Open this address, agree, and then: trimtab connect {broker} --code CODE")
        return None
    console.say(f"Open this address, and agree:\n{address}")
    webbrowser.open(address)
    code: str = click.prompt("The code that it shows", err=True)
    return code


def _show(console: Console, connection: "Connection") -> None:
    """The accounts there, each with the account of the workspace that names it."""
    found = connection.found()
    if console.json:
        ours = {one.key: name for name, one in found.ours.items()}
        listed = [
            {"number": one.masked, "type": one.description, "account": ours.get(one.key)}
            for one in found.accounts
        ]
        console.emit(json_text({"schema": _SCHEMA, "accounts": listed, "notes": found.told}))
        return
    for one in found.accounts:
        console.emit(f"{one.masked}  {one.description}".rstrip())
    for note in found.told:
        console.say(note)
    if not found.accounts:
        console.say("There is no open account there.")
    elif not found.ours:
        console.say(
            "Say which account is which in trimtab.toml, with a line such as source = "
            f'"broker:{connection.known.name}:{found.accounts[0].masked}" under [[accounts]]'
        )
    for name, one in found.ours.items():
        console.say(f"{name} is {one.masked}.")


COMMANDS = {"connect": connect}
