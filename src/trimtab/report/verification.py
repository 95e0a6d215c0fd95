"""What a check of a saved plan found, as text and as `trimtab.verify/1`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from html import escape
from textwrap import fill
from typing import Any

from trimtab.money import cents_text, exact_text
from trimtab.report.numbers import count, money
from trimtab.report.terminal.listing import plain_text

SCHEMA = "trimtab.verify/1"

_INDENT = " " * 4


class Outcome(Enum):
    """NOT_PROMISED: does not hold, and the plan's planner does not claim it."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_PROMISED = "not_promised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was checked.

    name     stable name
    label    what holds when it does, in words
    text     why it does not; empty when it holds
    setting  the key that governs it; empty when none does
    """

    name: str
    label: str
    outcome: Outcome
    text: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verification:
    """The findings on one plan. A notebook shows it as text.

    objective, terms   J recomputed, dollars
    disallowed         losses that the wash-sale rule denies, dollars by lot
    note               what was not checked; empty when nothing is left
    """

    plan_id: str
    as_of: str
    planner: str
    findings: tuple[Finding, ...]
    objective: Decimal
    objective_without_trades: Decimal
    terms: Mapping[str, Decimal]
    disallowed: Mapping[str, Decimal]
    note: str = ""

    @property
    def holds(self) -> bool:
        """True when nothing that the plan claims fails."""
        return all(one.outcome is not Outcome.FAILS for one in self.findings)

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """The findings that came out so."""
        return tuple(one for one in self.findings if one.outcome is outcome)

    def to_dict(self) -> dict[str, Any]:
        """The `trimtab.verify/1` document, as `trimtab verify --json` prints it."""
        return {
            "schema": SCHEMA,
            "id": self.plan_id,
            "as_of": self.as_of,
            "planner": self.planner,
            "holds": self.holds,
            "findings": [
                {
                    "name": one.name,
                    "label": one.label,
                    "outcome": one.outcome.value,
                    "text": one.text,
                    "setting": one.setting,
                }
                for one in self.findings
            ],
            "objective": exact_text(self.objective),
            "objective_without_trades": exact_text(self.objective_without_trades),
            "terms": {name: exact_text(amount) for name, amount in self.terms.items()},
            "disallowed": {name: cents_text(amount) for name, amount in self.disallowed.items()},
            "note": self.note,
        }

    def text(self, *, width: int = 98, plain: bool = False) -> str:
        """What does not hold first, then what does, then the objective term by term."""
        lines = [_verdict(self), ""]
        for title, outcome in (
            ("Does not hold:", Outcome.FAILS),
            (f"Does not hold, and {self.planner} does not promise it:", Outcome.NOT_PROMISED),
        ):
            findings = self.of(outcome)
            if findings:
                lines += [title, *(_line(one, width) for one in findings), ""]
        held = (_wrapped(f"  {one.label}", width) for one in self.of(Outcome.HOLDS))
        lines += ["Holds:", *held, ""]
        change = self.objective - self.objective_without_trades
        lines += [
            f"Objective {money(self.objective, cents=True)}, change {money(change, cents=True)}:",
            *(
                f"  {name:<16}{money(amount, cents=True):>16}"
                for name, amount in self.terms.items()
            ),
        ]
        if self.note:
            lines += ["", fill(self.note, width)]
        text = "\n".join(lines) + "\n"
        return plain_text(text) if plain else text

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    def __repr__(self) -> str:
        return self.text()


def _verdict(found: Verification) -> str:
    checked = count(len(found.findings), "thing")
    if found.holds:
        return f"Plan {found.plan_id} holds: {checked} checked."
    failed = len(found.of(Outcome.FAILS))
    return f"Plan {found.plan_id} does not hold: {failed} of {checked} checked."


def _line(one: Finding, width: int) -> str:
    setting = f" ({one.setting})" if one.setting else ""
    text = f"  {one.label}{setting}: {one.text}"
    return _wrapped(text, width)


def _wrapped(text: str, width: int) -> str:
    return fill(text, width, subsequent_indent=_INDENT, break_long_words=False)
