"""Holdings that no file lists: rebuilt from a complete record of transactions."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count

from trimtab.domain import (
    Account,
    AccountId,
    FilingStatus,
    History,
    Household,
    Lot,
    LotId,
    Position,
    Symbol,
)
from trimtab.errors import InputProblems, in_file_order
from trimtab.tax import CarriedIn, OpenLot, TaxHistory, chosen_rules, rebuild
from trimtab.workspace.key_lines import Path
from trimtab.workspace.policy_section import policy_of
from trimtab.workspace.settings.document import Settings
from trimtab.workspace.settings.holdings import AccountSection
from trimtab.workspace.tax_section import tax_profile

_LONGEST_ID = 64
_CARRIED = ("carryforward_short", "carryforward_long")


def history_of(
    household: Household, settings: Settings, *, given: Collection[Path], as_of: date
) -> TaxHistory:
    """What all recorded transactions say; its problems are named, not raised.

    given  the paths that the settings file sets: losses carried in count when the user gives them
    """
    taxes = settings.taxes
    status = taxes.filing_status if taxes else None
    carried = None
    if taxes is not None and any(("taxes", key) in given for key in _CARRIED):
        carried = CarriedIn(short=taxes.carryforward_short, long=taxes.carryforward_long)
    return rebuild(
        household,
        as_of=as_of,
        rules=chosen_rules(policy_of(settings, given), status),
        filing_status=status or FilingStatus.SINGLE,
        carried_in=carried,
        profile=tax_profile(taxes),
    )


def is_rebuilt(section: AccountSection) -> bool:
    """True for an account whose lots come from its transactions."""
    return section.lots is None and section.history is History.COMPLETE


def with_rebuilt_lots(
    household: Household, sections: Iterable[AccountSection], history: TaxHistory
) -> Household:
    """`household` with the lots that `history` leaves in the accounts that no file describes.

    Raises InputProblems with every row that does not fit: holdings are never guessed.
    """
    rebuilt = {section.id for section in sections if is_rebuilt(section)}
    if not rebuilt:
        return household
    if history.problems:
        raise InputProblems(in_file_order(history.problems))
    taken = [lot.lot_id for account, lot in household.lots if account.account_id not in rebuilt]
    found = (held for held in history.open_lots if held.account_id in rebuilt)
    lots: dict[AccountId, list[Lot]] = {}
    for account_id, lot in _named_apart(found, taken):
        lots.setdefault(account_id, []).append(lot)
    return replace(
        household,
        accounts=tuple(_filled(account, lots) for account in household.accounts),
    )


def _named_apart(
    held: Iterable[OpenLot], taken: Iterable[LotId]
) -> Iterator[tuple[AccountId, Lot]]:
    """Each lot under a name of its own: parts of one lot share theirs in the record."""
    used = set(taken)
    for one in held:
        name = one.lot.lot_id
        others = (LotId(f"{name[: _LONGEST_ID - 5]}~{number}") for number in count(2))
        while name in used:
            name = next(others)
        used.add(name)
        yield one.account_id, replace(one.lot, lot_id=name)


def _filled(account: Account, lots: Mapping[AccountId, list[Lot]]) -> Account:
    positions: dict[Symbol, list[Lot]] = {}
    for lot in lots.get(account.account_id, ()):
        positions.setdefault(lot.symbol, []).append(lot)
    if not positions:
        return account
    return replace(
        account,
        positions=tuple(
            Position(symbol=symbol, lots=tuple(own)) for symbol, own in positions.items()
        ),
    )
