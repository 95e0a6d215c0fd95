"""`trimtab connect`: the log-in at a broker, with browser and code."""

import os
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from trimtab.app.clock import SystemClock
from trimtab.cli.broker_sim import require_brokers
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_text
from trimtab.cli.opening import workspace_root
from trimtab.cli.options import command
from trimtab.domain.brokerage import BrokerAccount


@command("connect", examples=("trimtab connect etrade", "trimtab connect etrade --remove"))
@click.argument("broker", type=click.Choice(["etrade"]), metavar="BROKER")
@click.option(
    "--code", metavar="CODE", help="The code that the browser showed; without it you are asked."
)
@click.option("--remove", is_flag=True, help="Forget the log-in, and end it at the broker.")
def connect(console: Console, *, broker: str, code: str | None, remove: bool) -> int:
    """Log in at a broker: etrade.

    Opens the broker's page, where you agree, and asks for the code that it shows. Where nobody can
    be asked it prints the address and ends; give the code within five minutes with --code. Key and
    secret of your application are in TRIMTAB_ETRADE_KEY and TRIMTAB_ETRADE_SECRET, or in the
    keyring. A log-in at E*TRADE ends at midnight in New York.
    """
    del broker  # one is known today
    require_brokers("connecting a broker")
    from trimtab.app.linking.etrade import etrade_link

    if remove and code is not None:
        raise click.UsageError("--remove takes no --code.")
    root = workspace_root(console)
    link = etrade_link(root, os.environ, SystemClock())
    if remove:
        _say_removed(console, confirmed=link.remove())
        return 0
    if code is None:
        address = link.begin()
        if not console.may_ask:
            shown = {"schema": "trimtab.connect/1", "authorise": address}
            console.emit(json_text(shown) if console.json else address)
            console.say("Open this address, agree, and then: trimtab connect etrade --code CODE")
            return 0
        console.say(f"Open this address, and agree:\n{address}")
        webbrowser.open(address)
        code = click.prompt("The code that it shows", err=True)
    link.finish(code)
    console.say(
        f"Logged in at E*TRADE until midnight in New York; the tokens are in {link.kept_in}."
    )
    _show_accounts(console, root, link.broker().accounts())
    return 0


def _say_removed(console: Console, *, confirmed: bool) -> None:
    end = "and ended at E*TRADE" if confirmed else "but E*TRADE did not confirm its end"
    console.say(f"The log-in is forgotten here, {end}.")


def _show_accounts(console: Console, root: Path, accounts: Sequence[BrokerAccount]) -> None:
    """The accounts of the log-in, each with the account of the workspace that names it."""
    from trimtab.app.import_ground import read_ground
    from trimtab.app.linking.matching import matched_accounts, sourced

    sections = read_ground(root).settings.accounts
    if console.json:
        ours = {one.key: name for name, one in matched_accounts(sections, accounts).items()}
        listed = [
            {"number": one.masked, "type": one.description, "account": ours.get(one.key)}
            for one in accounts
        ]
        console.emit(json_text({"schema": "trimtab.connect/1", "accounts": listed}))
        return
    for one in accounts:
        console.emit(f"{one.masked}  {one.description}")
    if not sourced(sections):
        console.say(
            "Say which account is which in trimtab.toml, with a line such as source = "
            f'"broker:etrade:{accounts[0].masked}" under [[accounts]]'
            if accounts
            else "There is no open brokerage account under this log-in."
        )
        return
    for name, one in matched_accounts(sections, accounts).items():
        console.say(f"{name} is {one.masked}.")


COMMANDS = {"connect": connect}
