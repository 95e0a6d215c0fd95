"""data.returns: wide or long, prices or returns, gaps named and never filled."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workspace.folder import Folder
from trimtab.errors import InputProblems, Problem
from trimtab.risk import EstimatorName, MeasureName, Returns, TailMethod
from trimtab.workspace.class_series import class_covariance, class_series
from trimtab.workspace.returns_data import ReturnsData

WIDE = """\
Date,VTI,BND
2026-11-09,100,50
2026-11-10,110,50.5
2026-11-11,99,51.0
2026-11-12,103.95,50.49
"""
EXPECTED = [[0.1, 0.01], [-0.1, 0.00990099], [0.05, -0.01]]


@pytest.fixture
def returns(folder: Folder) -> Folder:
    folder.change("[data]", '[data]\nreturns = "data/returns.csv"')
    folder.write("data/returns.csv", WIDE)
    return folder


def data(folder: Folder, text: str, risk: str = "") -> ReturnsData:
    folder.write("data/returns.csv", text)
    if risk:
        folder.change("[data]", f"[risk]\n{risk}\n[data]")
    return folder.load().returns


def chosen(read: ReturnsData, *names: str) -> Returns:
    return read.of(names or ("VTI", "BND")).returns


def problems(folder: Folder, text: str, risk: str = "") -> tuple[Problem, ...]:
    with pytest.raises(InputProblems) as caught:
        data(folder, text, risk).of(("VTI", "BND"))
    return caught.value.problems


def test_wide_prices_become_returns(returns: Folder) -> None:
    read = data(returns, WIDE)
    found = chosen(read)
    assert found.names == ("VTI", "BND")
    assert found.days == (date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 12))
    assert found.values.tolist() == [pytest.approx(row, rel=1e-6) for row in EXPECTED]
    assert (found.periods_per_year, read.inferred) == (252, True)
    assert "is read as prices" in str(read.notes)


def test_long_prices_in_any_order_are_the_same(returns: Folder) -> None:
    rows = [line.split(",") for line in WIDE.splitlines()[1:]]
    long = ["date,symbol,price"]
    long += [
        f"{row[0]},{name},{row[at]}" for row in rows[::-1] for at, name in ((2, "BND"), (1, "VTI"))
    ]
    read = data(returns, "\n".join(long))
    assert chosen(read).values.tolist() == chosen(data(returns, WIDE)).values.tolist()
    assert read.notes == ()


def test_wide_returns_are_known_by_their_losses(returns: Folder) -> None:
    read = data(
        returns,
        "day,VTI,BND\n2026-11-10,0.1,1%\n2026-11-11,-0.1,9.90099e-3\n2026-11-12,0.05,-1.0%\n",
    )
    assert "is read as returns" in str(read.notes)
    assert chosen(read).values.tolist() == [pytest.approx(row, rel=1e-6) for row in EXPECTED]
    assert len(chosen(read).days) == 3


def test_small_values_all_above_zero_are_in_doubt_until_the_user_says_what_they_are(
    returns: Folder,
) -> None:
    text = "date,VTI,BND\n2026-11-10,0.01,0.02\n2026-11-11,0.02,0.01\n2026-11-12,0.01,0.01\n"
    (problem,) = problems(returns, text)
    assert "cannot be told whether" in problem.what
    assert chosen(data(returns, text, 'values = "returns"')).values[0].tolist() == [0.01, 0.02]


def test_a_gap_is_named_with_file_row_and_security(returns: Folder) -> None:
    (problem,) = problems(returns, WIDE.replace("99,51.0", "99,"))
    assert problem.what == "BND has no price on 2026-11-11"
    assert problem.where == "data/returns.csv:4"
    assert 'gaps = "common"' in problem.fix


def test_a_gap_of_a_series_that_nobody_asks_for_stops_nothing(returns: Folder) -> None:
    read = data(returns, WIDE.replace("99,51.0", "99,"))
    assert len(chosen(read, "VTI").days) == 3


def test_common_days_are_used_on_request_and_those_left_out_are_counted(returns: Folder) -> None:
    read = data(returns, WIDE.replace("99,51.0", "99,NaN"), 'gaps = "common"')
    found = read.of(("VTI", "BND"))
    assert found.left_out == 1
    assert found.returns.values[1].tolist() == pytest.approx([103.95 / 110 - 1, 50.49 / 50.5 - 1])


def test_common_days_of_returns_are_counted_too(returns: Folder) -> None:
    text = "date,VTI,BND\n2026-11-09,,0.1\n2026-11-10,-0.1,0.1\n2026-11-11,0.1,-0.1\n"
    found = data(returns, text, 'gaps = "common"').of(("VTI", "BND"))
    assert (found.left_out, len(found.returns.days)) == (1, 2)


def test_a_row_missing_in_the_long_form_is_a_gap(returns: Folder) -> None:
    text = "date,symbol,return\n2026-11-10,VTI,0.1\n2026-11-10,BND,-0.1\n2026-11-11,VTI,0.1\n"
    (problem,) = problems(returns, text)
    assert problem.what == "BND has no return on 2026-11-11"


def test_days_after_the_day_looked_at_are_left_out(returns: Folder) -> None:
    later = data(returns, WIDE + "2026-11-17,999,999\n")
    assert chosen(later).days[-1] == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("99,51.0", "0,51.0", "the price of VTI on 2026-11-11 is 0, it must be above zero"),
        ("99,51.0", "99,x", 'BND "x" is not a number'),
        ("2026-11-11", "11/12/2026", 'Date "11/12/2026" is not an ISO date'),
        ("2026-11-11", "2026-11-10", "2026-11-10 stands twice"),
        ("Date,VTI,BND", "Date,VTI,VTI", 'the column "VTI" stands twice'),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_with_its_place(
    returns: Folder, old: str, new: str, what: str
) -> None:
    found = problems(returns, WIDE.replace(old, new, 1))
    assert found[0].what == what
    assert found[0].line


def test_percent_typed_as_fractions_are_told(returns: Folder) -> None:
    text = "date,VTI,BND\n2026-11-10,-1.2,0.1\n2026-11-11,0.3,-0.2\n2026-11-12,0.1,0.1\n"
    (problem,) = problems(returns, text)
    assert problem.what == "the return of VTI on 2026-11-10 is -1.2"
    assert "Write 0.012 or 1.2%" in problem.fix


def test_every_series_that_is_missing_is_named_at_once(returns: Folder) -> None:
    with pytest.raises(InputProblems) as caught:
        data(returns, WIDE).of(("GLD", "VTI", "TLT"))
    assert [one.what.rpartition(" ")[2] for one in caught.value.problems] == ["GLD", "TLT"]


def test_a_period_that_the_days_do_not_tell_has_to_be_said(returns: Folder) -> None:
    text = WIDE.replace("11-10", "08-10").replace("11-09", "06-22").replace("11-11", "09-27")
    (problem,) = problems(returns, text)
    assert "tell no period" in problem.what
    assert data(returns, text, "periods_per_year = 8").periods_per_year == 8


def test_too_few_days_are_told(returns: Folder) -> None:
    (problem,) = problems(returns, "\n".join(WIDE.splitlines()[:3]))
    assert problem.what == "2 days have a price of each of VTI, BND"


@pytest.mark.parametrize(
    ("text", "what"),
    [("", "data/returns.csv is empty"), ("date,VTI\n", "data/returns.csv has no value")],
)
def test_a_file_without_data_is_told(returns: Folder, text: str, what: str) -> None:
    assert [one.what for one in problems(returns, text)] == [what]


def test_a_file_that_is_not_named_or_not_there_is_told_when_it_is_needed(folder: Folder) -> None:
    assert folder.load().settings.data.returns is None
    with pytest.raises(InputProblems, match="there is no file of returns"):
        folder.load().returns.of(("VTI",))
    folder.change("[data]", '[data]\nreturns = "data/none.csv"')
    with pytest.raises(InputProblems, match=r"there is no file data/none\.csv"):
        folder.load().returns.of(("VTI",))


def test_settings_become_the_measure_and_the_estimator(returns: Folder) -> None:
    read = data(
        returns,
        WIDE,
        'estimator = "ewma"\nhalf_life = 20\nmethod = "normal"\nconfidence = 99\nhorizon_days = 10',
    )
    measure = read.measure(MeasureName.CVAR)
    assert (measure.method, measure.confidence, measure.horizon) == (TailMethod.NORMAL, 0.99, 10)
    assert (read.estimator.name, read.estimator.half_life) == (EstimatorName.EWMA, 20)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("confidence = 0.95", "Did you mean 95"),
        ("confidence = 100", "both excluded"),
        ("confidence = 0", "both excluded"),
        ("factors = 0", "at least one"),
        ('estimator = "ewm"', 'Did you mean "ewma"'),
        ("half_life = 0", "above zero"),
        ('gaps = "fill"', "refuse, common"),
    ],
)
def test_a_setting_that_is_wrong_is_told(folder: Folder, line: str, words: str) -> None:
    folder.change("[data]", f"[risk]\n{line}\n[data]")
    problem = folder.problem()
    assert words in str(problem)
    assert problem.docs == "reference/settings.md#risk"


def test_a_class_moves_like_its_own_series_else_like_its_first_security_with_one(
    returns: Folder,
) -> None:
    target = returns.target()
    found = class_series(target, ("SCHB", "BND", "Bonds"))
    assert dict(found.series) == {"US stocks": "SCHB", "Bonds": "Bonds"}
    assert found.cash == "Cash"
    assert [one.name for one in class_series(target, ("VOO",)).absent] == ["Bonds"]


def test_the_covariance_of_classes_is_annual_and_cash_has_none(returns: Folder) -> None:
    read = data(returns, WIDE)
    found = class_covariance(returns.target(), read)
    assert found.names == ("US stocks", "Bonds", "Cash")
    variance = read.of(["VTI"]).returns.values[:, 0].var(ddof=1) * 252
    assert float(found.matrix[0][0]) == pytest.approx(variance)
    assert found.between("US stocks", "Cash") == 0


def test_the_covariance_is_read_only_where_a_limit_needs_it(returns: Folder) -> None:
    assert returns.load().covariance is None
    returns.change("[data]", "[policy]\nmax_tracking_error = 2\n[data]")
    covariance = returns.load().covariance
    assert covariance is not None
    variance = covariance.between("Bonds", "Bonds")
    assert variance is not None
    assert variance > Decimal("0.0001")
