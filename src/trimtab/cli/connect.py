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
from trimtab.cli.progress import Waiting
from trimtab.errors import InvalidValue

if TYPE_CHECKING:
    from trimtab.app.linking.connecting import Connected


@command("connect", examples=("trimtab connect etrade", "trimtab connect ibkr"))
@click.argument("broker", type=click.Choice(list(BROKERS)), metavar="BROKER")
@click.option(
    "--code", metavar="CODE", help="The code that the browser showed; without it you are asked."
)
@click.option("--remove", is_flag=True, help="Forget the log-in, and end it at the broker.")
def connect(console: Console, *, broker: str, code: str | None, remove: bool) -> int:
    """Log in at a broker, and list its accounts: etrade, alpaca, ibkr.

    etrade: opens the broker's page, where you agree, and asks for the code that it shows. Where
    nobody can be asked it prints the address and ends; give the code within five minutes with
    --code. Key and secret of your application are in TRIMTAB_ETRADE_KEY and TRIMTAB_ETRADE_SECRET,
    or in the keyring. A log-in at E*TRADE ends at midnight in New York.

    alpaca: has no log-in; shows the account of the keys in TRIMTAB_ALPACA_KEY and
    TRIMTAB_ALPACA_SECRET, or in the keyring: of a paper account, unless TRIMTAB_ALPACA_ACCOUNT is
    live.

    ibkr: has no log-in. Fetches the report of your Flex query, and says what is in it and what it
    lacks; its token and number are in TRIMTAB_IBKR_FLEX_TOKEN and TRIMTAB_IBKR_FLEX_QUERY, or in
    the keyring. With TRIMTAB_IBKR_URL it says whether orders can be sent through the gateway there.
    """
    require_brokers("connecting a broker")
    from trimtab.app.linking.connecting import connection

    if remove and code is not None:
        raise click.UsageError("--remove takes no --code.")
    waiting = Waiting(console)
    with waiting.until("Connecting"):
        here = connection(workspace_root(console), broker, SystemClock())
        try:
            found = here.remove() if remove else here.connect(code)
        except InvalidValue as error:
            raise click.UsageError(f"{error}.") from error
    if found.authorise is not None:
        code = _code(console, found)
        if code is None:
            return 0
        with waiting.until("Logging in"):
            found = here.connect(code)
    if console.json:
        console.emit(json_text(found.to_dict()))
        return 0
    for line in found.listed():
        console.emit(line)
    for sentence in found.sentences():
        console.say(sentence)
    return 0


def _code(console: Console, asked: "Connected") -> str | None:
    """The code that the person saw at the address; None where nobody can be asked for it."""
    address = asked.authorise or ""
    if not console.may_ask:
        console.emit(json_text(asked.to_dict()) if console.json else address)
        console.say(
            f"Open this address, agree, and then: trimtab connect {asked.broker} --code CODE"
        )
        return None
    console.say(f"Open this address, and agree:\n{address}")
    webbrowser.open(address)
    code: str = click.prompt("The code that it shows", err=True)
    return code


COMMANDS = {"connect": connect}
