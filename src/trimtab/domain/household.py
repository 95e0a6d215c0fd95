"""All accounts of one taxpayer and spouse: what the law of wash sales looks at together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from trimtab.domain.account import Account
from trimtab.domain.checks import first_repeated
from trimtab.domain.identifiers import AccountId, Symbol
from trimtab.domain.lot import Lot
from trimtab.domain.transaction import Transaction
from trimtab.errors import InvalidValue


class IdenticalGroups:
    """Securities that the user declared substantially identical (W15), closed transitively.

    If A and B stand in one list and B and C in another, all three are one group. A security in no
    list is a group of its own. trimtab ships no opinion on which securities are identical.
    """

    __slots__ = ("_group_of",)

    def __init__(self, declared: Iterable[Iterable[Symbol]] = ()) -> None:
        groups: dict[Symbol, frozenset[Symbol]] = {}
        for symbols in declared:
            merged = frozenset(symbols)
            merged = merged.union(*(groups[symbol] for symbol in merged if symbol in groups))
            groups.update(dict.fromkeys(merged, merged))
        self._group_of = groups

    def of(self, symbol: Symbol) -> frozenset[Symbol]:
        """Every symbol treated as the same security as `symbol`, itself included."""
        return self._group_of.get(symbol, frozenset((symbol,)))

    def __iter__(self) -> Iterator[frozenset[Symbol]]:
        """Each declared group once, by its first symbol in alphabetical order."""
        return iter(sorted(set(self._group_of.values()), key=min))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdenticalGroups) and self._group_of == other._group_of

    def __hash__(self) -> int:
        return hash(frozenset(self._group_of.values()))

    def __repr__(self) -> str:
        return f"IdenticalGroups({[sorted(group) for group in self]})"


@dataclass(frozen=True, kw_only=True)
class Household:
    """Accounts in the order of the file, and what happened in them.

    transactions  in the order of the file, any order of dates
    """

    name: str
    accounts: tuple[Account, ...]
    identical: IdenticalGroups = field(default_factory=IdenticalGroups)
    transactions: tuple[Transaction, ...] = ()
    base_currency: str = "USD"
    country: str = "US"

    def __post_init__(self) -> None:
        twice = first_repeated(account.account_id for account in self.accounts)
        if twice is not None:
            raise InvalidValue(f"two accounts have the id {twice}")
        twice = first_repeated(lot.lot_id for _, lot in self.lots)
        if twice is not None:
            raise InvalidValue(f"two lots have the id {twice}")

    @property
    def lots(self) -> Iterator[tuple[Account, Lot]]:
        """Every lot with its account, in the order of the files."""
        return ((account, lot) for account in self.accounts for lot in account.lots)

    @cached_property
    def _by_id(self) -> dict[AccountId, Account]:
        return {account.account_id: account for account in self.accounts}

    def account(self, account_id: AccountId) -> Account:
        """The account of that id; InvalidValue names the known ones."""
        if account_id not in self._by_id:
            known = ", ".join(self._by_id) or "none"
            raise InvalidValue(f"there is no account {account_id!r}; accounts: {known}")
        return self._by_id[account_id]

    @property
    def blind_spots(self) -> tuple[AccountId, ...]:
        """Accounts that a plan does not trade in, or whose holdings nobody told."""
        return tuple(
            account.account_id
            for account in self.accounts
            if not account.tradable or not account.tracked
        )

    def symbols_held(self) -> tuple[Symbol, ...]:
        """Every security held anywhere, once, in the order of the files."""
        return tuple(dict.fromkeys(lot.symbol for _, lot in self.lots))
