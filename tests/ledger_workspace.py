"""A workspace on disk whose accounts are only told by their transactions."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trimtab
from trimtab.app.workspace import Workspace

AS_OF = date(2026, 6, 15)

HEAD = """\
version = 1
[household]
name = "Rivera"
[[accounts]]
id = "joint"
type = "taxable"
history = "complete"
[[accounts]]
id = "roth"
type = "roth"
history = "complete"
"""
TARGETS = """\
[targets]
[[targets.class]]
name = "Emerging"
weight = 100
hold = ["VWO"]
"""
DATA = '[data]\ntransactions = "data/transactions.csv"\n'
COLUMNS = "date,account,type,symbol,quantity,amount,lot_id"
WASHED = (
    "2026-01-05,joint,buy,VWO,100,5000.00,L7",
    "2026-03-02,joint,sell,VWO,60,2400.00,L7",
    "2026-03-20,joint,buy,VWO,30,1260.00,L8",
    "2026-03-21,roth,buy,VWO,10,420.00,R8",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A folder that can be told more."""

    root: Path

    def tell(self, *rows: str, more: str = "", columns: str = COLUMNS, head: str = HEAD) -> None:
        """Write the settings, with `more` after the accounts, and the rows."""
        self.root.joinpath("data").mkdir(exist_ok=True)
        self.root.joinpath("trimtab.toml").write_text(head + DATA + more)
        text = "\n".join((columns, *rows)) + "\n"
        self.root.joinpath("data/transactions.csv").write_text(text)

    def open(self, as_of: date = AS_OF) -> Workspace:
        """The workspace as it stands."""
        return trimtab.open_workspace(self.root, as_of=as_of)
