"""What `trimtab orders` is told of tickets: one order by options, or many by files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import reduce, wraps
from pathlib import Path

import click

from trimtab.app.trading.job import Job
from trimtab.app.trading.tickets import say_imported, tell, told_run
from trimtab.brokers.tickets import read_results
from trimtab.cli.console import Console
from trimtab.cli.parameters import NOT_NEGATIVE
from trimtab.domain.order import OrderStatus
from trimtab.errors import Problem
from trimtab.execution.told import Told
from trimtab.money import ZERO
from trimtab.report.numbers import count
from trimtab.workspace.text_files import read_text

_OPTIONS = (
    click.option("--filled", type=int, metavar="N", help="Ticket N was traded, all of it."),
    click.option("--partly", type=int, metavar="N", help="Ticket N was traded in part; more may."),
    click.option("--cancelled", type=int, metavar="N", help="Nothing comes of ticket N any more."),
    click.option("--quantity", type=NOT_NEGATIVE, metavar="SHARES", help="Shares traded, in all."),
    click.option("--price", type=NOT_NEGATIVE, metavar="DOLLARS", help="Average price of a share."),
    click.option("--fee", type=NOT_NEGATIVE, metavar="DOLLARS", help="What the broker took."),
    click.option(
        "--from",
        "files",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="Tickets that were filled in; may be given more than once.",
    ),
    click.option(
        "--imported",
        is_flag=True,
        help="State that your files show what was traded, though trimtab cannot see it.",
    ),
    click.option(
        "--sure",
        is_flag=True,
        help="Take what contradicts what was told before, or has a price beyond the limit or far "
        "from it.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOptions:
    """The options above as they were given."""

    filled: int | None
    partly: int | None
    cancelled: int | None
    quantity: Decimal | None
    price: Decimal | None
    fee: Decimal | None
    files: tuple[Path, ...]
    imported: bool
    sure: bool

    def says_something(self) -> bool:
        """False when none was given; UsageError where they do not go together."""
        orders = (self.filled, self.partly, self.cancelled)
        named = sum(number is not None for number in orders) + bool(self.files)
        if named + self.imported > 1:
            raise click.UsageError(
                "Give one of --filled, --partly, --cancelled and --imported; --from tells many at "
                "once."
            )
        figures = any(figure is not None for figure in (self.quantity, self.price, self.fee))
        if figures and (self.files or not named):
            raise click.UsageError(
                "--quantity, --price and --fee go with --filled, --partly or --cancelled."
            )
        if self.sure and not named:
            raise click.UsageError("--sure goes with what is told of tickets.")
        if (self.filled, self.partly) != (None, None) and self.quantity is None:
            raise click.UsageError("Give --quantity too: how many shares were traded in all.")
        return bool(named) or self.imported

    def take(self, console: Console, job: Job, *, name: str, who: str) -> None:
        """Write all of it down, or nothing where something is wrong.

        name  of the plan of `job`; what is imported may be of one run of it
        """
        if self.imported:
            of = say_imported(job, name, who=who)
            console.say(f"What was traded of {of} so far counts as imported.")
            return
        given, problems = _read(job, self.files) if self.files else ([("", self._one())], [])
        run = tell(job, given, who=who, sure=self.sure, problems=problems)
        console.say(f"{count(len(given), 'order')} told." if given else "No row tells a result.")
        still = len(run.open_legs())
        console.say(
            f"{count(still, 'ticket')} of plan {run.plan} still open."
            if still
            else f"No ticket of plan {run.plan} is open. Import your broker's own file now, from "
            "which the next plan is made: trimtab import FILE"
        )

    def _one(self) -> Told:
        number, status = next(
            (number, status)
            for number, status in (
                (self.filled, OrderStatus.FILLED),
                (self.partly, OrderStatus.PARTLY_FILLED),
                (self.cancelled, OrderStatus.CANCELLED),
            )
            if number is not None
        )
        return Told(
            leg=number,
            status=status,
            filled=ZERO if self.quantity is None else self.quantity,
            average_price=self.price,
            commission=self.fee or ZERO,
        )


def told_options(run: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options, and hand them to it as one `told`."""
    names = [one.name for one in fields(ToldOptions)]

    @wraps(run)
    def with_told(console: Console, **arguments: object) -> int:
        made: Callable[..., ToldOptions] = ToldOptions
        told = made(**{name: arguments.pop(name) for name in names})
        return run(console, told=told, **arguments)

    return reduce(lambda command, option: option(command), reversed(_OPTIONS), with_told)


def _read(job: Job, files: Sequence[Path]) -> tuple[list[tuple[str, Told]], list[Problem]]:
    """What all `files` tell, and every row of every one of them that cannot be read."""
    run = told_run(job)
    told: list[tuple[str, Told]] = []
    problems: list[Problem] = []
    for path in files:
        text = read_text(path, str(path), problems)
        if text is not None:
            found, wrong = read_results(text, run, file=str(path))
            told += [(str(path), one) for one in found]
            problems += wrong
    return told, problems
