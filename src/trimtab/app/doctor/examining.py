"""Everything looked at, piece by piece: one that fails says so and does not hide the others."""

from collections.abc import Callable, Iterable

from trimtab.app.doctor.broker_links import broker_findings
from trimtab.app.doctor.data_age import data_findings
from trimtab.app.doctor.environment import environment_findings
from trimtab.app.doctor.folder import folder_findings
from trimtab.app.doctor.orders import order_findings
from trimtab.app.doctor.subject import ReadFiles, Subject, read_files
from trimtab.app.doctor.time_of_day import time_findings
from trimtab.errors import TrimtabError
from trimtab.report.diagnosis import Diagnosis, Finding, Level

Look = Callable[[Subject, ReadFiles], Iterable[Finding]]

_LOOKS: tuple[tuple[str, Look], ...] = (
    ("workspace", folder_findings),
    ("data", data_findings),
    ("time", time_findings),
    ("brokers", broker_findings),
    ("orders", lambda subject, _: order_findings(subject)),
)


def examine(subject: Subject | None) -> Diagnosis:
    """What is so here. Nothing is written, and without `subject.online` nobody is asked.

    subject  None where there is no workspace: the installation is looked at alone
    """
    environment = tuple(environment_findings())
    if subject is None:
        nowhere = Finding(
            name="workspace",
            text="There is no workspace here, or in a folder above",
            fix="Make one: trimtab init; or name its folder with -C",
        )
        return Diagnosis(findings={"installation": environment, "workspace": (nowhere,)})
    try:
        files = read_files(subject)
    except (OSError, TrimtabError) as error:
        return Diagnosis(
            findings={"installation": environment, "workspace": (_failed("workspace", error),)}
        )
    seen = {topic: _looked(topic, look, subject, files) for topic, look in _LOOKS}
    return Diagnosis(findings={"installation": environment, **seen})


def _looked(topic: str, look: Look, subject: Subject, files: ReadFiles) -> tuple[Finding, ...]:
    found = list[Finding]()
    try:
        # One by one: what was seen before it failed is told, too.
        for one in look(subject, files):
            found.append(one)
    except (OSError, TrimtabError) as error:
        found.append(_failed(topic, error))
    return tuple(found)


def _failed(topic: str, error: OSError | TrimtabError) -> Finding:
    return Finding(
        name=topic,
        text=f"This cannot be looked at: {str(error).removesuffix('.')}",
        level=Level.PROBLEM,
        fix="Look at the file's permissions, or run trimtab check",
    )
