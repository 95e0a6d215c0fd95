"""A small sound workspace on disk, and the words of the problems that a change to it brings."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from trimtab import workspace
from trimtab.domain import TargetPortfolio
from trimtab.errors import InputProblems, Problem
from trimtab.workspace.loading import Loaded

AS_OF = date(2026, 11, 16)

TOML = """\
version = 1
[household]
name = "Rivera"
[targets]
[[targets.class]]
name = "US stocks"
weight = 60
hold = ["VTI", ["ITOT", "SCHB"]]
count = ["VOO"]
[[targets.class]]
name = "Bonds"
weight = 40
hold = ["BND"]
[[accounts]]
id = "joint"
name = "Joint"
type = "taxable"
lots = "data/joint.csv"
cash = "8000.00"
[data]
transactions = "data/transactions.csv"
prices = "data/prices.csv"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
"""
LOTS = """\
symbol,quantity,acquired,basis,lot_id
VTI,10,2020-01-02,1000.00,L1
BND,5.5,2021-03-04,400.00,L2
"""
TRANSACTIONS = """\
date,account,type,symbol,quantity,price
2026-11-02,joint,buy,VTI,1,300.00
"""
PRICES = """\
symbol,price,bid,ask,as_of
VTI,300,299.99,300.01,2026-11-13
ITOT,130,,,2026-11-13
SCHB,25,,,2026-11-13
BND,72,,,2026-11-13
"""


@dataclass(frozen=True)
class Folder:
    root: Path

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def change(self, old: str, new: str, name: str = "trimtab.toml") -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def load(self) -> Loaded:
        return workspace.load(self.root, as_of=AS_OF)

    def target(self) -> TargetPortfolio:
        target = self.load().target
        assert target is not None
        return target

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(InputProblems) as caught:
            self.load()
        return caught.value.problems

    def problem(self) -> Problem:
        (problem,) = self.problems()
        return problem

    def note(self, words: str) -> Problem:
        (note,) = [note for note in self.load().notes if words in str(note)]
        return note
