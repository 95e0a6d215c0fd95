"""The archive for a bug report: what somebody needs who was not there, and nothing else."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trimtab.app.doctor.environment import versions
from trimtab.app.doctor.hiding import Hiding, hiding, without_digits
from trimtab.app.doctor.journal_shape import journal_shape
from trimtab.app.doctor.settings_shape import SettingsShape, settings_shape
from trimtab.app.faults import saved_faults
from trimtab.app.output_files import OutputKind, refuse_output
from trimtab.errors import InputProblems, Problem
from trimtab.report.diagnosis import Diagnosis, diagnosis_document
from trimtab.workspace import write_atomically

_COMMENT = b"a bug report of trimtab"
# So that the same findings make the same archive. It is the first day that zip knows.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_MOST_FAULTS, _LAST_LINES = 5, 400

ABOUT = """\
A bug report of trimtab, made by `trimtab doctor --bundle`. Nothing was sent: attach it yourself.

  versions.json   Python, the system, trimtab and the packages that it uses
  doctor.json     what `trimtab doctor` found
  settings.txt    trimtab.toml: which settings there are; names and amounts are left out
  journal.txt     what happened to orders, in which order; without securities and amounts
  faults/         where trimtab met a fault of its own; without the figures that it happened on
  requests.log    the end of the request log, where there is one

Names of people, accounts, securities and files have new names, the same in every file; folders,
keys, addresses, amounts and long numbers are ****. Read it before you attach it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What goes into the archive: the files by their names, and what was left out."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()

    def archive(self) -> bytes:
        """The zip file; the same for the same files."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = _COMMENT
            for name, data in self.files.items():
                info = zipfile.ZipInfo(f"trimtab-report/{name}", _LONG_AGO)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16  # of their owner alone, when they are unpacked
                archive.writestr(info, data)
        return made.getvalue()


def make_bundle(
    root: Path | None,
    diagnosis: Diagnosis,
    environment: Mapping[str, str],
    log: Sequence[str] = (),
) -> Bundle:
    """The bundle of the workspace in `root`, or of the installation alone.

    log  lines of a request log, the newest last; a part of them is taken

    Raises OSError where the system keeps a file back.
    """
    shape = SettingsShape(lines=("there is no workspace",), names={})
    if root is not None:
        shape = settings_shape(root)
    hidden = hiding(root, shape.names, environment)
    files = {
        "README.txt": ABOUT.encode(),
        "versions.json": _json(versions()),
        "doctor.json": _json(_told(diagnosis_document(diagnosis.for_others()), hidden)),
        "settings.txt": _text(shape.lines),
    }
    faults = saved_faults(root)[-_MOST_FAULTS:] if root is not None else ()
    if root is not None:
        files["journal.txt"] = _text(journal_shape(root))
    for number, fault in enumerate(faults, start=1):
        files[f"faults/{number}.json"] = _json(_head(fault, hidden))
    if log:
        files["requests.log"] = _text([hidden.sentence(line) for line in log[-_LAST_LINES:]])
    return Bundle(
        files=files,
        left_out=tuple(str(one) for one in faults if "situation" in _document(one)),
    )


def write_bundle(bundle: Bundle, path: Path, *, root: Path | None, force: bool) -> None:
    """Write the archive in one step.

    InputProblems where there is a file already, unless it is a bundle and `force` is given.
    """
    if path.exists() and not force:
        raise InputProblems(
            [
                Problem(
                    what=f"{path} exists",
                    why="It may be a report that you have not sent yet.",
                    fix="Name another file, or write over a bundle with --force.",
                )
            ]
        )
    refuse_output(path.parent if root is None else root, path, BUNDLE)
    write_atomically(path, bundle.archive())


def _is_bundle(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return archive.comment == _COMMENT


BUNDLE = OutputKind(name="a bug report", is_one=_is_bundle)


def _head(path: Path, hidden: Hiding) -> dict[str, Any]:
    """A saved fault without the values that it happened on, and without digits in what it says."""
    document = _document(path)
    found = document.get("fault", {})
    return {
        "schema": document.get("schema"),
        "as_of": document.get("as_of"),
        "versions": document.get("versions"),
        "error": document.get("error"),
        "at": document.get("at"),
        "fault": _each(found, lambda text: without_digits(hidden.sentence(text))),
    }


def _document(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _told(document: Mapping[str, Any], hidden: Hiding) -> dict[str, Any]:
    """What the doctor says; its names of things and levels are words of our own."""
    findings = [
        {**one, "text": hidden.sentence(one["text"]), "fix": hidden.sentence(one["fix"])}
        for one in document["findings"]
    ]
    return {**document, "findings": findings}


def _each(value: object, change: Callable[[str], str]) -> object:
    """`value` with every text in it changed."""
    if isinstance(value, Mapping):
        return {str(key): _each(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_each(one, change) for one in value]
    return change(str(value))


def _json(value: object) -> bytes:
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()


def _text(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
