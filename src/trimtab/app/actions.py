"""Corporate actions of a workspace: listed, booked when they are due, and taken back."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from trimtab.app.action_booking import Booking
from trimtab.app.importing.ground import Ground, read_ground
from trimtab.app.importing.transaction_rows import appended
from trimtab.app.workspace import Workspace
from trimtab.domain import AccountId, Household
from trimtab.errors import InputProblems, InvalidValue, Refused
from trimtab.money import cents_text
from trimtab.report.actions import ActionsView, BookedAction, spoken
from trimtab.workspace import (
    SETTINGS_FILE,
    Loaded,
    apply_changes,
    lots_rows,
    undo_last,
    with_account,
    with_values,
)
from trimtab.workspace.action_problems import stale_prices
from trimtab.workspace.changes import last_change
from trimtab.workspace.loading import load
from trimtab.workspace.pending import Past, action_standings

_WHAT = "corporate actions: "


def list_actions(workspace: Workspace) -> ActionsView:
    """What companies announced, how far each account has it, and prices from before it.

    Raises InputProblems when the file of actions has rows that cannot be used.
    """
    return _view(_sound(workspace.loaded))


def apply_actions(workspace: Workspace, named: Collection[str] = ()) -> ActionsView:
    """Book what is due into the workspace's files: all of it, or nothing.

    named  accounts in which an action is booked of which it is unclear whether they have it
    Accounts with a file of lots get the lots as they are afterwards, every account a row in the
    record, and cash that was paid joins the account's cash. What was booked once is known by its
    row and is not booked again. Raises InputProblems, and writes nothing, when an action does not
    fit what is held.
    """
    loaded = _sound(workspace.loaded)
    accounts = frozenset(loaded.household.account(AccountId(name)).account_id for name in named)
    # A day to come can be looked at, but nothing of it be written down as a fact.
    today = date.today()  # noqa: DTZ011 - the user's own calendar day is meant
    booking = Booking(loaded=loaded, household=loaded.household, named=accounts)
    booking.run(min(loaded.as_of, today))
    if booking.problems:
        raise InputProblems(booking.problems)
    if not booking.booked:
        return _view(loaded)
    files = _files(read_ground(loaded.root), loaded, booking)
    what = _WHAT + "; ".join(map(_what, booking.booked))
    apply_changes(loaded.root, files, what, days=booking.days)
    after = load(loaded.root, as_of=loaded.as_of, today=today, record_only=True)
    return _view(after, booked=tuple(booking.booked), files=tuple(files))


def undo_actions(root: Path) -> str | None:
    """Take the last booking of actions back, to the byte; returns what it was, None without one.

    A half-done change counts as the last one.

    Raises Refused when something else was changed after it.
    """
    last = last_change(root)
    if last is not None and not last.startswith(_WHAT):
        raise Refused(
            f"the last change of {root} is another one: {last}. "
            "`trimtab import --undo` takes that back first"
        )
    undone = undo_last(root)
    return None if undone is None else undone.removeprefix(_WHAT)


def _sound(loaded: Loaded) -> Loaded:
    """`loaded`, of which every row of the file of actions can be used: one may hang on another."""
    if loaded.bad_actions:
        raise InputProblems(loaded.bad_actions)
    return loaded


def _view(
    loaded: Loaded, *, booked: tuple[BookedAction, ...] = (), files: tuple[str, ...] = ()
) -> ActionsView:
    return ActionsView(
        as_of=loaded.as_of,
        standings=action_standings(loaded),
        booked=booked,
        files=files,
        stale=stale_prices(loaded),
    )


def _what(one: BookedAction) -> str:
    return f"{spoken(one.action)} in {one.account_id}"


def _files(ground: Ground, loaded: Loaded, booking: Booking) -> dict[str, bytes]:
    """The new contents of every file that differs, by its path from the workspace's folder."""
    contents: dict[str, str] = {}
    listed = Past.of(loaded).files
    for account in loaded.household.accounts:
        now = booking.household.account(account.account_id)
        if account.account_id in listed and now.positions != account.positions:
            file = ground.lots_file(account.account_id)
            contents[file] = _lots_text(ground, file, booking.household)
    if booking.rows:
        file = ground.transactions_file
        ground.refuse_unread(file)
        contents[file] = appended(ground.text_of(file), booking.rows)
    settings = _settings_text(ground, loaded.household, booking)
    if settings is not None:
        contents[SETTINGS_FILE] = settings
    return {name: text.encode() for name, text in contents.items()}


def _lots_text(ground: Ground, file: str, after: Household) -> str:
    """The lots file with what changed; rows of other lots stay to the byte."""
    ground.refuse_unread(file)
    owned = [(owner, lot) for owner in ground.sharing(file) for lot in after.account(owner).lots]
    merged = lots_rows.merge(ground.text_of(file), ground.lots_by_line(file), owned)
    if merged is None:  # it was read a moment ago
        raise InvalidValue(f"{file} cannot be changed row by row")
    return merged.text


def _settings_text(ground: Ground, before: Household, booking: Booking) -> str | None:
    """trimtab.toml with the cash that was paid, and a record that is new; None: it stays."""
    old = (ground.root / SETTINGS_FILE).read_bytes().decode("utf-8-sig")
    text = old
    for account in before.accounts:
        cash = booking.household.account(account.account_id).cash
        if cash != account.cash:
            text = with_account(text, account.account_id, cash=cents_text(cash))
    if booking.rows and ground.settings.data.transactions is None:
        text = with_values(text, "data", transactions=ground.transactions_file)
    return None if text == old else text
