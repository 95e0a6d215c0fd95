"""A new workspace from the answers of `init`, or a target made of what is held."""

import os
from decimal import Decimal
from pathlib import Path

import tomlkit

from trimtab.app.workspace import Workspace
from trimtab.domain import Symbol
from trimtab.errors import InputProblems, Problem
from trimtab.money import ZERO, exact_text, to_cents
from trimtab.workspace import SETTINGS_FILE as FILE
from trimtab.workspace import apply_changes, write_atomically
from trimtab.workspace.model_portfolios import TargetLine, targets_from_holdings
from trimtab.workspace.starter import StarterAnswers, starter_files

_TAKEN_BACK = "`trimtab import --undo` brings the old one back"


def start_workspace(folder: Path, answers: StarterAnswers, *, force: bool) -> tuple[Path, ...]:
    """Write a new workspace into `folder`; returns the files written, trimtab.toml first.

    Data files that exist are kept as they are. An existing trimtab.toml is replaced only with
    `force`, and `import --undo` brings it back; without it InputProblems is raised.
    """
    refuse_existing(folder, force=force)
    files = {
        name: text.encode()
        for name, text in starter_files(answers).items()
        if name == FILE or not (folder / name).exists()
    }
    if (folder / FILE).exists():
        apply_changes(folder, files, "init --force")
    else:
        for name, data in reversed(files.items()):  # trimtab.toml last: with it, all is there
            write_atomically(folder / name, data)
    return tuple(folder / name for name in files)


def refuse_existing(folder: Path, *, force: bool) -> None:
    """Raise InputProblems when `folder` has a trimtab.toml and `force` is not given."""
    if os.path.lexists(folder / FILE) and not (folder / FILE).is_file():
        raise InputProblems([_not_a_file(folder / FILE)])
    if (folder / FILE).exists() and not force:
        raise InputProblems(
            [
                Problem(
                    what=f"{folder / FILE} already exists",
                    file=str(folder / FILE),
                    why="Nothing was written: init never overwrites your settings on its own.",
                    fix=f"Edit the file, or use --force to start again ({_TAKEN_BACK}).",
                )
            ]
        )


def _not_a_file(file: Path) -> Problem:
    return Problem(
        what=f"{file} is not a file",
        file=str(file),
        why="It is a folder, or a link that leads to no file; nothing was written.",
        fix="Move it away, then run init again.",
    )


def target_from_holdings(workspace: Workspace, *, force: bool) -> Path:
    """Write what is held now as the target into the workspace's trimtab.toml.

    Everything else in the file stays, comments included. Raises InputProblems when the file already
    has a target and `force` is not given, or when nothing is held.
    """
    file = workspace.root / FILE
    document = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    if "targets" in document and not force:
        raise InputProblems([_has_target(file)])
    document["targets"] = _target_table(_lines(workspace))
    change = {FILE: tomlkit.dumps(document).encode()}
    apply_changes(workspace.root, change, "init --from-holdings")
    return file


def _has_target(file: Path) -> Problem:
    return Problem(
        what=f"{file} already has a target",
        file=str(file),
        why="Nothing was written.",
        fix=f"Edit [targets], or use --force to replace it ({_TAKEN_BACK}).",
    )


def _lines(workspace: Workspace) -> tuple[TargetLine, ...]:
    """One class per security held, by value; InvalidValue when nothing is held."""
    values: dict[Symbol, Decimal] = {}
    cash = ZERO
    for account in workspace.household.accounts:
        cash += account.cash
        for position in account.positions:
            worth = to_cents(position.quantity * workspace.market.price(position.symbol))
            values[position.symbol] = values.get(position.symbol, ZERO) + worth
    return targets_from_holdings(values, max(cash, ZERO))


def _target_table(lines: tuple[TargetLine, ...]) -> tomlkit.items.Table:
    classes = tomlkit.aot()
    for line in lines:
        row = tomlkit.table()
        row["name"] = line.name
        row["weight"] = tomlkit.value(exact_text(line.weight))
        if line.hold:
            row["hold"] = list(map(str, line.hold))
        classes.append(row)
    table = tomlkit.table()
    table["default_band"] = "5/25"
    table["class"] = classes
    return table
