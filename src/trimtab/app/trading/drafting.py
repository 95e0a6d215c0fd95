"""Noting that a plan was made: the time from which it grows old."""

from trimtab.app.trading.office import Office
from trimtab.execution.events import Drafted


def draft(office: Office, plan: str, sha256: str, edited: str = "") -> None:
    """Note that the plan was made now; the same content made again is as young as it was.

    edited  the id of the plan that it was made of by hand; empty for a planner's own plan
    """
    if sha256 not in office.book().drafted:
        office.journal.append(
            Drafted(at=office.clock.now(), plan=plan, sha256=sha256, edited=edited)
        )
