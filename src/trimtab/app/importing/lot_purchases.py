"""The recorded purchases that brought lots which a broker lists without a name.

A row that names its lot is a purchase of its own beside every lot of another name. Where a broker
names its purchases and not its lots, a recent one would count twice, so such a lot takes the name
that its row gives it, if there is no doubt which row that is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from trimtab.domain import AccountId, LotId, StatementLot, Symbol, Transaction, TransactionType

_PURCHASES = frozenset({TransactionType.BUY, TransactionType.REINVEST})
_Bought: TypeAlias = tuple[Symbol, date, Decimal]


def told_rows(
    on_file: Iterable[Transaction], incoming: Iterable[Transaction], account_id: AccountId
) -> tuple[Transaction, ...]:
    """The rows of one account, each once; one on file counts as the user has it there."""
    own = [row for row in on_file if row.account_id == account_id]
    ids = {row.row_id for row in own if row.row_id is not None}
    return (*own, *(row for row in incoming if row.row_id not in ids))


def names_by_purchase(
    lots: Sequence[StatementLot], rows: Iterable[Transaction], taken: Collection[LotId]
) -> Mapping[int, LotId]:
    """By place in `lots`, the name that the purchase of a lot without a name gives it.

    Only where one lot and one name of a purchase agree in security, day and shares.

    taken  names that lots elsewhere have
    """
    names: dict[_Bought, set[LotId]] = defaultdict(set)
    for row in rows:
        if row.type in _PURCHASES and row.lot_id and row.symbol and row.quantity:
            names[row.symbol, row.acquired or row.trade_date, row.quantity].add(row.lot_id)
    places: dict[_Bought, list[int]] = defaultdict(list)
    for place, lot in enumerate(lots):
        if lot.acquired is not None:
            places[lot.symbol, lot.acquired, lot.quantity].append(place)
    return {
        places[bought][0]: name
        for bought, (name, *others) in names.items()
        if not others
        and len(places[bought]) == 1
        and lots[places[bought][0]].lot_id is None
        and name not in taken
        and name not in {lot.lot_id for lot in lots}
    }
