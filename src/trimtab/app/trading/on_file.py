"""What the workspace's files say is held, account by account, as sending compares it."""

from collections.abc import Mapping

from trimtab.domain import AccountId
from trimtab.execution.unshown import OnFile
from trimtab.money import ZERO
from trimtab.workspace import Loaded
from trimtab.workspace.changes import known_days


def on_file(loaded: Loaded) -> Mapping[AccountId, OnFile]:
    """Every account of the household, with its cash where trimtab.toml gives any."""
    days = known_days(loaded.root)
    cash = {one.id: one.cash for one in loaded.settings.accounts}
    return {
        account.account_id: OnFile(
            shares={
                position.symbol: sum((lot.quantity for lot in position.lots), ZERO)
                for position in account.positions
            },
            cash=cash.get(account.account_id),
            imported=days.get(account.account_id),
        )
        for account in loaded.household.accounts
    }
