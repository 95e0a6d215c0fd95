"""The composition root: opens workspaces and hands values, never files, to the rooms below.

`Workspace` is what the command line, notebooks and scripts hold; `Plan` is what they get from it.
"""

from trimtab.app.plan import Plan
from trimtab.app.tax_report import TaxReport
from trimtab.app.workspace import Workspace, open_workspace

__all__ = ["Plan", "TaxReport", "Workspace", "open_workspace"]
