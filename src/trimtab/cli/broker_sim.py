"""`trimtab broker-sim`: the simulated broker, until it is interrupted."""

import signal
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from trimtab.app import open_workspace
from trimtab.app.clock import SystemClock
from trimtab.app.linking.known import require_brokers
from trimtab.cli.console import Console
from trimtab.cli.json_text import json_line
from trimtab.cli.opening import is_named, opened
from trimtab.cli.options import command
from trimtab.workspace.demo_data import SAMPLE_DATE, sample_folder

if TYPE_CHECKING:
    from trimtab.brokers.simulators.scenario import Scenario


@command(
    "broker-sim",
    examples=("trimtab broker-sim", "trimtab broker-sim --broker alpaca --fills partial:3"),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help="Port on 127.0.0.1. [default: any that is free]",
)
@click.option(
    "--scenario",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="JSON file with accounts, lots, cash and quotes.",
)
@click.option(
    "--fills",
    metavar="HOW",
    help="How orders fill: immediate, delayed:N (looks), partial:N (parts) or never.",
)
@click.option(
    "--broker",
    type=click.Choice(["etrade", "alpaca", "ibkr"]),
    default="etrade",
    show_default=True,
    help="Whose API it speaks.",
)
def broker_sim(
    console: Console, *, port: int, scenario: Path | None, fills: str | None, broker: str
) -> int:
    """Run a simulated broker on this machine, to try trading with: nothing is ever really traded.

    It speaks as E*TRADE's API does, with signed requests, lots, previews and orders, as
    Alpaca's, with a pair of keys for each account, or as IBKR's Client Portal Gateway, with its
    sessions and questions. It starts with the accounts and prices of the sample household; with -C,
    of that workspace. One line of JSON on stdout says when it is ready and where. It runs until it
    is interrupted, and then forgets everything.
    """
    require_brokers("the simulated broker")
    from trimtab.app.trading import simulating  # an extra
    from trimtab.brokers.simulators.scenario import with_fills

    found, day = _scenario(console, scenario, broker)
    if fills is not None:
        try:
            found = replace(found, manners=with_fills(found.manners, fills))
        except ValueError as error:
            raise click.UsageError(f"--fills {error}.") from error
    server = simulating.running(
        found, start=simulating.trading_morning(day), port=port, broker=broker
    )
    for note in found.notes:
        console.say(note)
    ended = _ended_by_signal()
    with server:
        here = server.clock.eastern
        console.emit(json_line(server.ready()))
        console.say(
            f"The clock of the simulator: {here:%a %Y-%m-%d %H:%M} in New York. Ctrl-C ends."
        )
        ended.wait()
    return 0


def _scenario(console: Console, path: Path | None, broker: str) -> "tuple[Scenario, date]":
    """What the simulator begins with, and the day of its clock."""
    from trimtab.app.trading.simulating import household_scenario
    from trimtab.brokers.simulators.scenario import scenario_of

    today = console.as_of or SystemClock().now().astimezone().date()
    if path is not None:
        return scenario_of(path.read_text(encoding="utf-8-sig"), file=str(path)), today
    if is_named(console):
        return household_scenario(opened(console).loaded, broker), today
    day = console.as_of or SAMPLE_DATE
    return household_scenario(open_workspace(sample_folder(), as_of=day).loaded, broker), day


def _ended_by_signal() -> threading.Event:
    """Set as soon as somebody interrupts the process, or asks it to end."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return ended


COMMANDS = {"broker-sim": broker_sim}
