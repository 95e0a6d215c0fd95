"""The lots of an account, rebuilt from its activities: Alpaca lists none, and sells the oldest.

They count where they add up to the position, and no activity left them unclear. Wash sales inside
of the account are in their basis, as in the record of `trimtab tax`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.brokers.alpaca.activities import Activity
from trimtab.domain.account import Account, History, LotMethod, Registration
from trimtab.domain.brokerage import BrokerAccount, BrokerLot
from trimtab.domain.household import Household
from trimtab.domain.identifiers import AccountId, LotId, Symbol
from trimtab.domain.lot import Lot
from trimtab.money import ZERO, exact_text
from trimtab.tax import rebuild

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Lots by security, the oldest first, and why there are none of some."""

    lots: Mapping[Symbol, tuple[Lot, ...]]
    unclear: Mapping[Symbol, str]

    def of(
        self, symbol: Symbol, quantity: Decimal, available: Decimal
    ) -> tuple[tuple[BrokerLot, ...] | None, str]:
        """The lots of a position of so many shares; None, and why, where they are not known.

        Shares that open orders hold are the oldest: these are sold first.
        """
        if symbol in self.unclear:
            return None, self.unclear[symbol]
        lots = self.lots.get(symbol, ())
        shares = sum((lot.quantity for lot in lots), ZERO)
        if shares != quantity:
            return None, f"its activities add up to {exact_text(shares)} shares"
        reserved, found = max(ZERO, quantity - available), []
        for lot in lots:
            held = min(reserved, lot.quantity)
            reserved -= held
            found.append(_broker_lot(lot, lot.quantity - held))
        return tuple(found), ""


def rebuilt(activity: Activity, account: BrokerAccount, as_of: date) -> Rebuilt:
    """The lots that the activities leave at the end of `as_of`."""
    name = AccountId(f"alpaca {account.number[-_DIGITS:]}")
    household = Household(
        name="Alpaca",
        accounts=(
            Account(
                account_id=name,
                registration=Registration.TAXABLE,
                lot_method=LotMethod.FIFO,
                history=History.COMPLETE,
            ),
        ),
        transactions=tuple(replace(row, account_id=name) for row in activity.rows),
    )
    lots: dict[Symbol, tuple[Lot, ...]] = {}
    used: dict[str, int] = {}
    for one in rebuild(household, as_of=as_of).open_lots:
        # Parts of one lot, of which a wash sale moved the basis of one, share its name.
        count = used[one.lot.lot_id] = used.get(one.lot.lot_id, 0) + 1
        unique = LotId(one.lot.lot_id if count == 1 else f"{one.lot.lot_id}~{count}")
        lots[one.lot.symbol] = (*lots.get(one.lot.symbol, ()), replace(one.lot, lot_id=unique))
    return Rebuilt(lots=lots, unclear=activity.unclear)


def _broker_lot(lot: Lot, available: Decimal) -> BrokerLot:
    return BrokerLot(
        lot_id=lot.lot_id,
        symbol=lot.symbol,
        quantity=lot.quantity,
        available=available,
        acquired=lot.acquired,
        basis=lot.basis,
        holding_period_start=lot.holding_period_start,
        wash_adjustment=lot.wash_adjustment,
    )
