"""The archive of a bug report: the same for the same findings, and what each file in it may say."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.doctor.patient import patient
from tests.execution.desk_of import MORNING
from tests.execution.test_journal import EVENTS
from trimtab.app.doctor import bundle as bundles
from trimtab.app.doctor.bundle import Bundle, make_bundle, write_bundle
from trimtab.app.doctor.examining import examine
from trimtab.app.doctor.journal_shape import journal_shape
from trimtab.app.doctor.settings_shape import settings_shape
from trimtab.app.doctor.subject import Subject
from trimtab.app.faults import save_crash, saved_faults
from trimtab.app.trading.office import journal_of
from trimtab.errors import InputProblems
from trimtab.execution.events import Halted
from trimtab.workspace.changes import apply_changes

DAY = MORNING.date()


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    return patient(tmp_path)


def made(subject: Subject) -> Bundle:
    return make_bundle(subject.root, examine(subject), {})


def divide(message: str) -> None:
    raise ZeroDivisionError(message)


def crash(root: Path, message: str = "Kim has $5") -> Path:
    try:
        divide(message)
    except ZeroDivisionError as error:
        return save_crash(root, error, as_of=DAY)
    raise AssertionError(message)


def test_the_same_findings_make_the_same_archive_and_it_can_be_opened(subject: Subject) -> None:
    one, other = made(subject), made(subject)
    assert one.archive() == other.archive()
    with zipfile.ZipFile(io.BytesIO(one.archive())) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"trimtab-report/{name}" for name in one.files]
    assert list(one.files) == [
        "README.txt",
        "versions.json",
        "doctor.json",
        "settings.txt",
        "journal.txt",
    ]


def test_who_halted_trading_and_why_is_told_to_the_owner_alone(subject: Subject) -> None:
    """Both are somebody's own words, in which nobody can look for names and numbers."""
    halt = Halted(at=MORNING, who="Ana Rivera-Lopez", why="Kim Smith called, account 12-345-678")
    journal_of(subject.root).append(halt)
    told = {one.text for many in examine(subject).findings.values() for one in many}
    assert any(halt.who in text and halt.why in text for text in told)
    found = json.loads(made(subject).files["doctor.json"])["findings"]
    (public,) = (one["text"] for one in found if one["name"] == "halted")
    assert public == "Somebody has halted all sending on 2026-06-15 14:00 UTC"
    everything = b"".join(made(subject).files.values()).decode()
    assert not any(word in everything for word in ("Lopez", "Kim", "12-345-678"))


def test_the_name_of_a_file_that_was_imported_stays_here(subject: Subject) -> None:
    apply_changes(subject.root, {"data/new.csv": b"a"}, "import Kim_Smith_X123.csv")
    found = made(subject).files["doctor.json"].decode()
    assert "Last: import, " in found
    assert "Smith" not in found


def test_without_a_workspace_it_has_the_installation() -> None:
    found = make_bundle(None, examine(None), {})
    assert set(found.files) == {"README.txt", "versions.json", "doctor.json", "settings.txt"}
    assert found.left_out == ()


def test_the_journal_is_told_without_people_securities_and_shares(subject: Subject) -> None:
    journal_of(subject.root).append_all(EVENTS)
    text = "\n".join(journal_shape(subject.root))
    assert f"{len(EVENTS)} entries" in text
    assert "Progress at=2026-06-15T14:00:00+00:00 run=7K3F-1 leg=1 status=partly" in text
    assert "Declined" in text
    assert "code=1037" in text
    for said in ("Ana", "Luis", "VTI", "joint", "2.5", "99.9", "reset", "tickets", "quoted"):
        assert said not in text


def test_a_journal_that_is_damaged_is_told_as_far_as_it_goes(subject: Subject) -> None:
    journal = journal_of(subject.root)
    journal.append_all(EVENTS[:1])
    with journal.path.open("ab") as file:
        file.write(
            b'not json: Ana\n{"event": "Ana"}\n["Ana"]\n{"event": "Halted", "at": "Ana"}\nAn'
        )
    assert journal_shape(subject.root)[2:] == (
        "2: 13 bytes that are no entry",
        "3: an entry that is not known",
        "4: an entry that is not known",
        "5: Halted",
        "2 bytes without an end of line",
    )


def test_of_a_fault_there_is_where_it_happened_and_not_on_what(subject: Subject) -> None:
    crash(subject.root)
    whole = subject.root / "faults" / "2026-06-15-WHOLE.json"
    fault = {"found": ["Kim's tax is 1,234.50"], "stage": {"name": "check 3"}}
    whole.write_text(
        json.dumps({"schema": "trimtab.fault/1", "fault": fault, "situation": {"cash": "77.00"}})
    )
    bundle = made(subject)
    texts = [json.loads(data) for name, data in bundle.files.items() if name.startswith("faults/")]
    assert texts[0]["error"] == "ZeroDivisionError"
    assert texts[0]["at"][-1].endswith(" divide")
    assert texts[1]["fault"] == {"found": ["Kim's tax is ****"], "stage": {"name": "check #"}}
    assert bundle.left_out == (str(whole),)
    assert "77.00" not in str(bundle.files)
    assert "Kim has" not in str(bundle.files)


def test_a_fault_that_cannot_be_read_is_empty(subject: Subject) -> None:
    for name, text in (("a", "no json"), ("b", "[]")):
        file = subject.root / "faults" / f"{name}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    heads = [json.loads(made(subject).files[f"faults/{number}.json"]) for number in (1, 2)]
    assert [head.pop("fault") for head in heads] == [{}, {}]
    assert {value for head in heads for value in head.values()} == {None}


def test_the_same_crash_is_saved_once_and_only_the_newest_are_in_it(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert crash(subject.root, "one") == crash(subject.root, "two"), "messages are not kept"
    assert len(saved_faults(subject.root)) == 1
    (subject.root / "faults" / "z.json").write_text("{}")
    monkeypatch.setattr(bundles, "_MOST_FAULTS", 1)
    assert [name for name in made(subject).files if "faults" in name] == ["faults/1.json"]


def test_of_a_log_the_last_lines_are_in_it_without_names(subject: Subject) -> None:
    lines = [f"#{number} > E*TRADE: GET /v1/accounts/****1234/IVV" for number in range(900)]
    bundle = make_bundle(subject.root, examine(subject), {}, lines)
    log = bundle.files["requests.log"].decode().splitlines()
    assert len(log) == 400
    renamed = settings_shape(subject.root).names["IVV"]
    assert log[-1] == f"#899 > E*TRADE: GET /v1/accounts/****/{renamed}"


def test_a_file_that_is_there_stays_unless_it_is_a_bundle_and_that_was_asked(
    subject: Subject, tmp_path: Path
) -> None:
    bundle, path = made(subject), tmp_path / "report.zip"
    write_bundle(bundle, path, root=subject.root, force=False)
    with pytest.raises(InputProblems, match="exists"):
        write_bundle(bundle, path, root=subject.root, force=False)
    smaller = replace(bundle, files={"README.txt": b"x"})
    write_bundle(smaller, path, root=subject.root, force=True)
    assert path.read_bytes() == smaller.archive()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mine.txt", "mine")
    for other in (path, subject.root / "trimtab.toml", subject.root / "data" / "prices.csv"):
        before = other.read_bytes()
        with pytest.raises(InputProblems, match=r"is not a bug report|belongs to the workspace"):
            write_bundle(bundle, other, root=subject.root, force=True)
        assert other.read_bytes() == before


def test_a_folder_that_is_not_there_is_told(subject: Subject, tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="there is no folder"):
        write_bundle(made(subject), tmp_path / "no" / "report.zip", root=None, force=False)
