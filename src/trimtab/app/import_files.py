"""The files that an import writes: only those that differ from what is on disk."""

from collections.abc import Mapping

from trimtab.app.import_draft import Draft
from trimtab.app.transaction_rows import appended
from trimtab.domain import AccountId
from trimtab.workspace import SETTINGS_FILE, lots_csv, prices_csv, with_values


def changed_files(draft: Draft, settings_before: str) -> Mapping[str, bytes]:
    """New contents by path relative to the workspace, trimtab.toml last.

    Raises InputProblems when a file that is merged into has rows that merging would lose.
    """
    ground = draft.ground
    contents: dict[str, str] = {}
    for account_id in draft.touched:
        _add_lots(draft, account_id, contents)
    if draft.quotes != ground.quotes:
        ground.refuse_unread(ground.prices_file)
        contents[ground.prices_file] = prices_csv.merge(ground.quotes, draft.quotes.values())
    if draft.rows:
        ground.refuse_unread(ground.transactions_file)
        path = ground.root / ground.transactions_file
        old = path.read_bytes().decode("utf-8") if path.is_file() else ""
        contents[ground.transactions_file] = appended(old, draft.rows)
    settings = _naming_data_files(draft, frozenset(contents))
    if settings != settings_before:
        contents[SETTINGS_FILE] = settings
    return {name: text.encode() for name, text in contents.items()}


def _add_lots(draft: Draft, account_id: AccountId, contents: dict[str, str]) -> None:
    """The account's lots file, unless its lots stay as they are."""
    ground = draft.ground
    file = ground.lots_file(account_id)
    owners = ground.sharing(file) or (account_id,)
    same = all(draft.lots.get(owner) == ground.lots.get(owner) for owner in owners)
    if same and (ground.root / file).is_file() and not ground.unread.get(file):
        return
    if len(owners) == 1:
        contents[file] = lots_csv.render(draft.lots[account_id])
        return
    # The rows that cannot be read may be another account's.
    ground.refuse_unread(file)
    contents[file] = lots_csv.render_shared(
        (owner, lot) for owner in owners for lot in draft.lots.get(owner, ())
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
