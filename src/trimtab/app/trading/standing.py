"""What of trading is not settled in a workspace, as its status tells it."""

import os
from pathlib import Path

from trimtab.app.clock import SystemClock
from trimtab.app.trading.office import journal_of
from trimtab.report.diagnosis import Finding, Level


def trading_standing(root: Path) -> tuple[Finding, ...]:
    """A halt that stands, runs that are not done, and a journal that cannot be read.

    The doctor's own findings, but for those that ask for nothing.
    """
    if not journal_of(root).path.exists():
        return ()
    from trimtab.app.doctor.orders import order_findings  # the doctor opens workspaces itself
    from trimtab.app.doctor.subject import Subject

    subject = Subject(root=root, environment=os.environ, clock=SystemClock())
    return tuple(one for one in order_findings(subject) if one.level is not Level.OK)
