"""The sample household that ships inside the package."""

from datetime import date

from trimtab.app.plan import Plan
from trimtab.app.workspace import open_workspace
from trimtab.workspace.demo_data import SAMPLE_DATE, sample_folder


def demo_plan(*, as_of: date | None = None) -> Plan:
    """A plan for the sample household, as of the day of its prices unless another day is given."""
    return open_workspace(sample_folder(), as_of=as_of or SAMPLE_DATE).plan()
