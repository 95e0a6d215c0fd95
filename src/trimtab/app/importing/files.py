"""The files that an import writes: only those that differ from what is on disk."""

from collections.abc import Mapping, Sequence

from trimtab.app.importing.draft import Draft
from trimtab.app.importing.transaction_rows import appended
from trimtab.errors import InputProblems, Problem
from trimtab.workspace import SETTINGS_FILE, lots_rows, prices_csv, with_values


def changed_files(draft: Draft, settings_before: str) -> Mapping[str, bytes]:
    """New contents by path relative to the workspace, trimtab.toml last.

    Raises InputProblems when a file that is merged into has rows that merging would lose.
    """
    ground = draft.ground
    contents: dict[str, str] = {}
    for file in dict.fromkeys(map(ground.lots_file, draft.touched)):
        _add_lots(draft, file, contents)
    if draft.quotes != ground.quotes:
        ground.refuse_unread(ground.prices_file)
        newer = (quote for quote in draft.quotes.values() if quote not in ground.quotes.values())
        old = ground.text_of(ground.prices_file)
        contents[ground.prices_file] = prices_csv.merge(old, newer)
    if draft.rows:
        ground.refuse_unread(ground.transactions_file)
        old = ground.text_of(ground.transactions_file)
        contents[ground.transactions_file] = appended(old, draft.rows)
    settings = _naming_data_files(draft, frozenset(contents))
    if settings != settings_before:
        contents[SETTINGS_FILE] = settings
    return {name: text.encode() for name, text in contents.items()}


def _add_lots(draft: Draft, file: str, contents: dict[str, str]) -> None:
    """A lots file, unless its lots stay as they are."""
    ground = draft.ground
    owners = ground.sharing(file) or tuple(
        account_id for account_id in draft.touched if ground.lots_file(account_id) == file
    )
    if len(owners) > 1:
        # The rows that cannot be read may be another account's.
        ground.refuse_unread(file)
    owned = [(owner, lot) for owner in owners for lot in draft.lots.get(owner, ())]
    old = ground.text_of(file)
    if old and not ground.sharing(file):
        raise InputProblems([_not_ours(file)])
    merged = lots_rows.merge(old, ground.lots_by_line(file), owned)
    if merged is None:
        contents[file] = _new_lots_file(owned, shared=len(owners) > 1)
        return
    if merged.lost:
        draft.notes.append(_lost_entries(file, merged.lost))
    if merged.text != old:
        contents[file] = merged.text


def _not_ours(file: str) -> Problem:
    return Problem(
        what=f"{file} exists, and no account keeps its lots there",
        file=file,
        why="The import would write the lots of the new account over it.",
        fix=f'Move it away, or add the account to {SETTINGS_FILE} with `lots = "{file}"`.',
    )


def _new_lots_file(owned: Sequence[lots_rows.Owned], *, shared: bool) -> str:
    return lots_rows.render_shared(owned) if shared else lots_rows.render(lot for _, lot in owned)


def _lost_entries(file: str, columns: Sequence[str]) -> str:
    return (
        f"The lots that go have entries of your own in {file}, column {', '.join(columns)}: they "
        "go with them; trimtab import --undo brings them back."
    )


def _naming_data_files(draft: Draft, written: frozenset[str]) -> str:
    """trimtab.toml naming the data files that the import writes for the first time."""
    ground, data = draft.ground, draft.ground.settings.data
    values = {
        key: file
        for key, file, known in (
            ("transactions", ground.transactions_file, data.transactions),
            ("prices", ground.prices_file, data.prices),
        )
        if known is None and file in written
    }
    return with_values(draft.settings, "data", **values) if values else draft.settings
