"""The root command: a table of names and sentences, so that `--help` imports no command."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

import click

# name: (module of trimtab.cli, sentence for --help), in the order of a newcomer's first hour
COMMANDS = {
    "demo": ("demo", "Plan on the bundled sample household, offline."),
    "init": ("init", "Make trimtab.toml by five questions."),
    "import": ("imports", "Read a broker's file into the workspace."),
    "check": ("check", "Validate the workspace and list every problem."),
    "status": ("status", "Value, drift against bands, losses, data health."),
    "lots": ("lots", "Tax lots with gain, term and wash-sale state."),
    "actions": ("actions", "Splits, mergers and the like: due, applied, taken back."),
    "tax": ("tax", "Sales, wash sales, open lots and results by year."),
    "plan": ("plan", "Make and save a plan. Never trades."),
    "show": ("saved", "Print a saved plan again."),
    "explain": ("saved", "Why a plan does what it does, or does not."),
    "report": ("saved", "Write a saved plan as one HTML file."),
    "edit": ("edit", "Take orders out of a plan, or resize them: a new plan."),
    "verify": ("verify", "Recompute a plan; what holds and what does not."),
    "ack": ("decisions", "Tick off a warning that has to be read."),
    "approve": ("decisions", "Approve a plan's exact content."),
    "reject": ("decisions", "Turn a plan down."),
    "execute": ("execute", "Rehearse a plan's orders; with --live, send them."),
    "orders": ("orders", "Orders that were sent, planned beside done."),
    "cancel": ("orders", "Ask the broker to cancel an order."),
    "halt": ("halt", "Stop all sending, and cancel what may still trade."),
    "resume": ("halt", "Allow sending again."),
    "connect": ("connect", "Log in at a broker."),
    "sync": ("sync", "Read the connected accounts into the workspace."),
    "broker-sim": ("broker_sim", "Run a simulated broker to try trading with."),
    "watch": ("watch", "Look again and again; tell what fires, once."),
    "alerts": ("alerts", "Alerts: list, got it, later."),
    "history": ("history", "Plans, approvals, orders, alerts as one log."),
    "equalize": ("equalize", "Equal value in every position of one CSV."),
    "target": ("target", "Choose the weights of the classes by risk."),
    "bands": ("bands", "No-trade bands of the theory beside yours."),
    "doctor": ("doctor", "What keeps trimtab from working here."),
    "schema": ("schema", "Print a JSON Schema."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command runs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every command's name, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"trimtab.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown name is answered with the nearest known one."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(_unknown(args[0], list(COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in COMMANDS.items()])


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"There is no command {name!r}.{hint}"
