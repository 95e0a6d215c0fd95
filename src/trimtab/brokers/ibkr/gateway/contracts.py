"""IBKR's numbers of securities: a symbol is traded in many countries, a number is one contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from trimtab.brokers.ibkr.gateway.line import Line
from trimtab.brokers.ibkr.gateway.reading import STOCK, readable
from trimtab.domain.identifiers import Symbol

Json = Any

_PER_REQUEST = 50


@dataclass(slots=True, kw_only=True)
class Contracts:
    """The numbers of securities traded in the United States, each asked for once."""

    line: Line
    _known: dict[Symbol, int] = field(default_factory=dict)

    def numbers(self, symbols: Iterable[Symbol]) -> Mapping[Symbol, int]:
        """The number of each of `symbols`; those that have none, or more than one, are left out."""
        wanted = list(dict.fromkeys(symbols))
        missing = [one for one in wanted if one not in self._known]
        for start in range(0, len(missing), _PER_REQUEST):
            self._ask(missing[start : start + _PER_REQUEST])
        return {one: self._known[one] for one in wanted if one in self._known}

    def _ask(self, symbols: list[Symbol]) -> None:
        names = {spelled(one): one for one in symbols}
        answer = self.line.get("/trsrv/stocks", {"symbols": ",".join(names)})
        for name, symbol in names.items():
            found = readable(partial(_american, answer, name), "contracts")
            # Two American contracts of one symbol cannot be told apart, and a wrong one is traded.
            if len(found) == 1:
                (self._known[symbol],) = found


def spelled(symbol: Symbol) -> str:
    """The symbol as IBKR spells it: `BRK B`."""
    return symbol.replace(".", " ")


def _american(answer: Json, name: str) -> set[int]:
    return {
        int(contract["conid"])
        for entry in answer.get(name) or ()
        if entry.get("assetClass", STOCK) == STOCK
        for contract in entry["contracts"]
        if contract.get("isUS") is True
    }
