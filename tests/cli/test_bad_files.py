"""Whatever stands in the files, the user reads what is wrong and where, never a traceback."""

from pathlib import Path

import pytest

from tests.cli.running import AS_OF, Run

BAD = [
    ("trimtab.toml", b""),
    ("trimtab.toml", b"\x00\x01"),
    ("trimtab.toml", b"\xff\xfe[\x00"),
    ("trimtab.toml", b"version = 1\nversion = 1\n"),
    ("trimtab.toml", b"[[["),
    ("trimtab.toml", b"version = 2\n[household]\nname = 'x'\n"),
    ("trimtab.toml", b"version = 1\nhousehold = 3\naccounts = 'none'\ntargets = []\n"),
    ("trimtab.toml", b"version = 1\n[household]\nname = 'x'\n[[accounts]]\nid = 'a:b'\n"),
    ("data/joint-lots.csv", b""),
    ("data/joint-lots.csv", b"\x00"),
    ("data/joint-lots.csv", b"\xe9\xe8,\n"),
    ("data/joint-lots.csv", b"symbol,quantity,acquired,basis\nVTI,-1,2020-01-01,5\n"),
    ("data/joint-lots.csv", b"symbol,quantity,acquired,basis\nVTI,NaN,2020-13-01,Infinity\n"),
    ("data/joint-lots.csv", b'symbol,quantity,acquired,basis\n"VTI,1,2020-01-01,5\n'),
    ("data/joint-lots.csv", b"symbol;quantity;acquired;basis\nVTI;1;2020-01-01;5\n"),
    ("data/prices.csv", b"symbol,price\nVTI,0\n"),
    ("data/prices.csv", b"price\n"),
    ("data/prices.csv", b"symbol,price\nVTI,1e999999\n"),
    ("data/transactions.csv", b"date,account,type,symbol,quantity,price\n2026,x,y,z,1,1\n"),
    ("data/transactions.csv", b"nothing\n"),
]


@pytest.mark.parametrize("command", ["status", "plan", "check", "lots"])
@pytest.mark.parametrize(("name", "content"), BAD, ids=lambda value: repr(value)[:40])
def test_bad_files_end_with_3_and_name_the_file(
    run: Run, sample: Path, command: str, name: str, content: bytes
) -> None:
    (sample / name).write_bytes(content)
    ran = run(command, "--as-of", AS_OF)
    said = ran.out + ran.err
    assert ran.code == 3, said
    assert name in said
    assert "Traceback" not in said
    assert "fault of its own" not in said


@pytest.mark.parametrize("name", ["data/joint-lots.csv", "data/prices.csv", "trimtab.toml"])
def test_a_folder_where_a_file_should_be_is_named(run: Run, sample: Path, name: str) -> None:
    (sample / name).unlink()
    (sample / name).mkdir()
    ran = run("status", "--as-of", AS_OF)
    assert ran.code == 3
    assert "Traceback" not in ran.err


def test_every_problem_of_every_file_is_told_at_once(run: Run, sample: Path) -> None:
    (sample / "data" / "prices.csv").write_text("symbol,price\nVTI,0\n")
    toml = (sample / "trimtab.toml").read_text()
    (sample / "trimtab.toml").write_text(toml.replace("weight = 38", "weight = 37"))
    with (sample / "data" / "roth-lots.csv").open("a") as file:
        file.write("VTI,1,tomorrow,5,Z1\n")
    ran = run("check", "--as-of", AS_OF)
    assert ran.code == 3
    for place in ("data/prices.csv:2", "data/roth-lots.csv:18", "trimtab.toml:"):
        assert place in ran.out


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"Symbol\nVTI\n", b"\xff\xfe", b"Symbol,PositionValue,MarkPrice\nVTI,1,0\n"],
)
def test_equalize_names_what_is_wrong_with_its_file(run: Run, empty: Path, content: bytes) -> None:
    (empty / "positions.csv").write_bytes(content)
    ran = run("equalize", "positions.csv", "--invest", "100")
    assert ran.code == 3
    assert "positions.csv" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json", '{"schema": "other/1"}'])
@pytest.mark.parametrize("command", ["show", "explain", "report"])
def test_a_damaged_plan_is_told_from_a_good_one(
    run: Run, sample: Path, command: str, content: str
) -> None:
    (sample / "plans").mkdir()
    (sample / "plans" / "2026-06-15-7K3F.json").write_text(content)
    ran = run(command, "7K3F")
    assert ran.code == 3
    assert "7K3F" in ran.err
