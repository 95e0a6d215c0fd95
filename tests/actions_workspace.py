"""A workspace on disk with two files of lots and a rebuilt account, and its corporate actions."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trimtab
from trimtab.app.workspace import Workspace

AS_OF = date(2026, 6, 15)
COLUMNS = "effective,type,symbol,ratio,new_symbol,cash_per_share,new_price,basis_fraction"
SPLIT = "2026-06-10,split,NVDA,4,,,,"
FILES = {
    "trimtab.toml": """\
version = 1
[household]
name = "Rivera"  # a comment that stays
[[accounts]]
id = "joint"
type = "taxable"
lots = "data/joint.csv"
cash = "100.00"
[[accounts]]
id = "roth"
type = "roth"
lots = "data/roth.csv"
[[accounts]]
id = "second"
type = "taxable"
history = "complete"
[taxes]
filing_status = "single"
federal_ordinary = 24.0
federal_long = 15.0
[targets]
[[targets.class]]
name = "Stocks"
weight = 100
hold = ["NVDA", "OLD"]
[data]
transactions = "data/transactions.csv"
prices = "data/prices.csv"
""",
    "data/joint.csv": """\
symbol,quantity,acquired,basis,lot_id,mine
NVDA,10,2020-01-02,1000.01,L1,gift of Ana
NVDA,3,2026-06-10,400.00,L2,of the very day
OLD,7,2021-02-03,100.00,L3,
""",
    "data/roth.csv": """\
symbol,quantity,acquired,basis
NVDA,5,2020-01-02,500.00
NVDA,5,2020-01-02,501.00
""",
    "data/transactions.csv": """\
date,account,type,symbol,quantity,amount,lot_id
2024-01-05,second,buy,NVDA,4,800.00,S1
2024-01-05,second,buy,OLD,10,150.00,S2
2026-06-11,second,sell,NVDA,3,900.00,S1
""",
    "data/prices.csv": """\
symbol,price,as_of
NVDA,300,2026-06-12
OLD,30,2026-06-12
""",
}


@dataclass(frozen=True, slots=True)
class Told:
    """The folder, and what its files hold now."""

    root: Path

    def write(self) -> None:
        """The files above."""
        for name, text in FILES.items():
            path = self.root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def announce(self, *rows: str, columns: str = COLUMNS) -> None:
        """Write corporate_actions.csv."""
        text = "\n".join((columns, *rows)) + "\n"
        (self.root / "data/corporate_actions.csv").write_text(text, encoding="utf-8")

    def add(self, name: str, *lines: str) -> None:
        """Write `lines` below the file `name`."""
        with (self.root / name).open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    def open(self, as_of: date = AS_OF) -> Workspace:
        """The workspace as it stands."""
        return trimtab.open_workspace(self.root, as_of=as_of)

    def open_record(self, as_of: date = AS_OF) -> Workspace:
        """The workspace as it stands, whatever is amiss with prices."""
        return trimtab.open_workspace(self.root, as_of=as_of, record_only=True)

    def text(self, name: str) -> str:
        """What stands in the file `name`."""
        return (self.root / name).read_text(encoding="utf-8")
