"""The catalogue of reasons: every code reads well, and nothing is filled in by guess."""

import re
from pathlib import Path

import pytest

from trimtab.domain import Reason
from trimtab.errors import InvalidValue
from trimtab.report import catalogue, render, render_short
from trimtab.report.reasons.entry import Entry, Kind

# Words that promise, praise, or belong to a trade's jargon.
FORBIDDEN = (
    "optimal", "smart", "guarantee", "irs-safe", "you should", "best", "badness", "sleeve",
    "cluster", "alpha", "delta", "g/l", "desired", "intelligent", "risk-free",
)  # fmt: skip
MOST_WORDS = 25
SHORT_LENGTH = 44

# Every code that planners and the design name; a code may be added and never goes away.
NAMED = (Path(__file__).parent / "codes.txt").read_text(encoding="utf-8").split()

entries = pytest.mark.parametrize("entry", catalogue().values(), ids=lambda entry: entry.code)


def sentence(entry: Entry) -> str:
    return render(Reason(code=entry.code, params=entry.sample))


def test_every_named_code_is_in_the_catalogue() -> None:
    assert set(NAMED) - set(catalogue()) == set()


@entries
def test_a_code_renders_with_its_sample(entry: Entry) -> None:
    text = sentence(entry)
    assert text.endswith(".")
    assert not re.search(r"[{}\[\]]", text)
    assert "  " not in text


@entries
def test_a_sentence_has_at_most_25_words(entry: Entry) -> None:
    assert len(sentence(entry).split()) <= MOST_WORDS


@entries
def test_no_sentence_praises_or_promises(entry: Entry) -> None:
    words = f"{entry.text} {entry.short} {entry.meaning}".lower()
    assert [word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}", words)] == []


@entries
def test_every_parameter_of_a_template_is_typed(entry: Entry) -> None:
    used = set(re.findall(r"\{(\w+)", entry.text + entry.short))
    assert used <= set(entry.params)


@entries
def test_every_parameter_has_a_sample(entry: Entry) -> None:
    assert all(entry.sample.values())


@entries
def test_the_reference_has_something_to_say(entry: Entry) -> None:
    assert entry.meaning.endswith(".")


@pytest.mark.parametrize("family", ["SELL", "BUY", "KEEP", "SKIP"])
def test_the_short_form_fits_a_terminal_column(family: str) -> None:
    too_long = {
        entry.code: render_short(entry.code, entry.sample)
        for entry in catalogue().values()
        if entry.family == family and len(render_short(entry.code, entry.sample)) > SHORT_LENGTH
    }
    assert set(too_long) <= {"KEEP.EMBEDDED_GAIN_STEP_UP"}


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(InvalidValue, match=r"SELL\.EVERYTHING"):
        render(Reason(code="SELL.EVERYTHING"))


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(InvalidValue, match=r"SELL\.RAISE_CASH needs the parameter 'amount'"):
        render(Reason(code="SELL.RAISE_CASH"))


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(InvalidValue, match=r"no parameter 'colour'; parameters: symbol"):
        render(Reason(code="KEEP.NEVER_SELL", params={"symbol": "VTI", "colour": "red"}))


@pytest.mark.parametrize(
    ("code", "params", "fault"),
    [
        ("SELL.RAISE_CASH", {"amount": "many"}, "'many' is not a number"),
        ("SELL.RAISE_CASH", {"amount": "NaN"}, "'NaN' is not a finite number"),
        ("BUY.REINVEST_DIVIDENDS", {"date": "June"}, "'June' is not a date"),
    ],
)
def test_a_parameter_of_the_wrong_kind_is_named(
    code: str, params: dict[str, str], fault: str
) -> None:
    with pytest.raises(InvalidValue, match=fault):
        render(Reason(code=code, params=params))


def test_a_part_in_brackets_is_left_out_without_its_parameter() -> None:
    assert render(Reason(code="SELL.RAISE_CASH", params={"amount": "500.00"})) == (
        "Raises $500 you asked for."
    )


def test_amounts_that_differ_never_read_alike() -> None:
    params = {"symbol": "VTI", "gain": "105.40", "limit": "105.20"}
    text = render(Reason(code="SKIP.TRADE_TOO_SMALL", params={"amount": "99.80", "minimum": "100"}))
    assert text == "$99.80 is below your $100.00 minimum trade."
    assert "above your limit of $105" in render(Reason(code="KEEP.GAIN_OVER_LIMIT", params=params))


@pytest.mark.parametrize(
    ("gain", "words"),
    [("12.00", "a gain of $12"), ("-12.00", "a loss of $12"), ("0.00", "no gain")],
)
def test_a_gain_is_said_in_words(gain: str, words: str) -> None:
    params = {"symbol": "VTI", "gain": gain, "limit": "100"}
    assert words in render(Reason(code="SELL.NOT_IN_TARGET", params=params))


def test_a_sentence_that_begins_with_a_count_agrees_with_it() -> None:
    one, two = (
        render(Reason(code="WARN.LOTS_INCOMPLETE", params={"count": number})) for number in "12"
    )
    assert one.startswith("1 lot without")
    assert two.startswith("2 lots without")


def test_every_kind_is_used_somewhere() -> None:
    used = {kind for entry in catalogue().values() for kind in entry.params.values()}
    assert used == set(Kind)
