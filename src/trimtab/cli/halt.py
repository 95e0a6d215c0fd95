"""`halt`, `resume`: all sending stopped, what may still trade cancelled; and allowed again."""

from trimtab.app.clock import SystemClock
from trimtab.app.trading import decisions
from trimtab.app.trading.decisions import name_of
from trimtab.app.trading.halting import Withdrawing, Withdrawn
from trimtab.app.trading.office import Office, open_office
from trimtab.cli.console import Console
from trimtab.cli.decisions import NOTE, WHO
from trimtab.cli.execute import SOME_DONE
from trimtab.cli.opening import opened_for_record, workspace_root
from trimtab.cli.options import command
from trimtab.cli.progress import Waiting
from trimtab.errors import TrimtabError
from trimtab.report.numbers import count, shares


@command("halt", examples=("trimtab halt", "trimtab halt --note 'phone call from the broker'"))
@NOTE
@WHO
def halt(console: Console, *, note: str, who: str | None) -> int:
    """Stop all sending of this workspace until `trimtab resume`, and cancel what may still trade.

    The halt stands at once, whatever the brokers do. Then every order that may still trade is
    cancelled at its broker, and what came of each is said: one that was filled first stays filled.
    Another trimtab that is sending stops by itself; orders whose answers were lost are looked for
    once it has. Open tickets are named: only you can cancel those that you have typed.

    The exit code is 7 while an order or a ticket may still trade. Given again, it tries again.
    Where the halt cannot be written down, as on a full disk, the orders are cancelled all the same,
    and the exit code is 1.
    """
    office = open_office(workspace_root(console), SystemClock())
    waiting, decider = Waiting(console), name_of(who)
    unwritten = _halted(console, office, decider, note)
    with waiting.until("Waiting until no order is on its way"):
        decisions.until_at_rest(office)
    with waiting.until("Cancelling what may still trade"):
        found = Withdrawing(
            office=office,
            load=lambda: opened_for_record(console).loaded,
            who=decider,
            told=console.say,
            waits=waiting.needs,
        ).withdraw()
    _say_orders(console, found)
    typed = _say_tickets(console, office)
    if unwritten is not None:
        raise unwritten
    return SOME_DONE if typed or any(one.why for one in found) else 0


def _halted(console: Console, office: Office, who: str, why: str) -> TrimtabError | None:
    """Write the halt down; why not, where that fails: what may still trade is cancelled first."""
    try:
        decisions.halt(office, who=who, why=why)
    except TrimtabError as error:
        console.warn("The halt could not be written down; what may still trade is cancelled.")
        return error
    console.say("Trading is halted. `trimtab resume` allows it again.")
    return None


def _say_orders(console: Console, found: tuple[Withdrawn, ...]) -> None:
    for one in found:
        if one.why:
            console.warn(f"{_named(one)} may still trade: {one.why.rstrip('.')}.")
        else:
            traded = f"{shares(one.state.filled)} shares were traded"
            console.say(f"{_named(one)} is {one.state.status.value}; {traded}.")
    left = sum(bool(one.why) for one in found)
    if left:
        console.warn(
            f"{count(left, 'order')} may still trade. Give `trimtab halt` again, or cancel at the "
            "broker's site; `trimtab orders` lists what is known."
        )


def _named(one: Withdrawn) -> str:
    order, theirs = one.state.order, one.state.broker_order_id
    if order is None:
        return f"Order {one.name}"
    at = "" if theirs is None else f", {theirs} at the broker"
    what = f"{order.side.value} {shares(order.quantity)} {order.symbol} in {order.account_id}"
    return f"Order {one.name} ({what}{at})"


def _say_tickets(console: Console, office: Office) -> bool:
    """True where there are some."""
    runs = [one for one in office.book().runs.values() if one.by_hand and one.open_legs()]
    for run in runs:
        console.warn(
            f"Plan {run.plan} has open tickets: type none of them, and cancel at your broker's "
            f"site those that you have typed. `trimtab orders {run.plan}` lists them."
        )
    return bool(runs)


@command("resume", examples=("trimtab resume", "trimtab resume --as Ana"))
@WHO
def resume(console: Console, *, who: str | None) -> int:
    """Allow sending again after `trimtab halt`."""
    office = open_office(workspace_root(console), SystemClock())
    resumed = decisions.resume(office, who=name_of(who))
    console.say("Sending is allowed again." if resumed else "Trading was not halted.")
    return 0


COMMANDS = {"halt": halt, "resume": resume}
