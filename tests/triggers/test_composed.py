"""Triggers put together."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.planners.build import TODAY, account, asset_class, situation
from trimtab.domain import Reason
from trimtab.errors import InvalidValue
from trimtab.report import render
from trimtab.triggers import Fired, Trigger, TriggerKind, View, all_of, any_of

VIEW = View(
    situation=situation(
        account(cash=100), classes=[asset_class("Stocks", 100, ["VTI"])], prices={"VTI": 10}
    )
)


@dataclass(frozen=True)
class Level:
    """Fires where `value` reaches `limit`."""

    value: Decimal
    limit: Decimal
    subject: str = ""
    kind: TriggerKind = TriggerKind.RISK

    def check(self, view: View) -> Fired | None:
        if not view.situation.household.accounts or self.value < self.limit:
            return None
        return fired(str(self.value), str(self.limit), subject=self.subject)

    def eased(self, share: Decimal) -> "Level":
        return Level(self.value, self.limit * (1 - share), self.subject)


def fired(
    value: str, limit: str, *, subject: str = "", kind: TriggerKind = TriggerKind.RISK
) -> Fired:
    return Fired(
        trigger=kind,
        subject=subject,
        reason=Reason(code="ALERT.CALM", params={"count": "1"}),
        value=Decimal(value),
        limit=Decimal(limit),
        as_of=TODAY,
    )


FIRES = Level(Decimal(5), Decimal(4), "US stocks")
RESTS = Level(Decimal(4), Decimal(5))


def test_any_of_fires_with_what_fired_as_its_parts() -> None:
    found = any_of(RESTS, FIRES).check(VIEW)
    assert found is not None
    assert [part.subject for part in found.parts] == ["US stocks"]
    assert found.trigger is TriggerKind.ANY_OF
    assert found.value == found.limit == 1
    assert render(found.reason) == "1 of 2 conditions hold: risk of US stocks."


def test_any_of_rests_when_every_part_does() -> None:
    assert any_of(RESTS, RESTS).check(VIEW) is None


def test_all_of_needs_every_part() -> None:
    assert all_of(RESTS, FIRES).check(VIEW) is None
    found = all_of(FIRES, FIRES, subject="both").check(VIEW)
    assert found is not None
    assert len(found.parts) == 2
    assert found.subject == "both"
    assert found.reason.params["what"] == "risk of US stocks, risk of US stocks"


def test_composed_triggers_compose_again_and_keep_the_tree() -> None:
    found = all_of(any_of(RESTS, FIRES), FIRES).check(VIEW)
    assert found is not None
    assert [part.trigger for part in found.parts] == [TriggerKind.ANY_OF, TriggerKind.RISK]
    assert found.parts[0].parts[0].subject == "US stocks"


def test_easing_eases_every_part() -> None:
    both = all_of(RESTS, FIRES)
    assert both.check(VIEW) is None
    assert both.eased(Decimal("0.19")).check(VIEW) is None
    assert both.eased(Decimal("0.2")).check(VIEW) is not None


@pytest.mark.parametrize("compose", [any_of, all_of])
def test_nothing_to_compose_is_refused(compose: Callable[[], Trigger]) -> None:
    with pytest.raises(InvalidValue, match="at least one trigger"):
        compose()


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (("5", "4"), ("6", "4"), True),  # a fifth more, to the cent
        (("5", "4"), ("5.99", "4"), False),
        (("5", "4"), ("4", "4"), False),
        (("0.01", "0.02"), ("0.008", "0.02"), True),  # under a lower limit, lower is worse
        (("0.01", "0.02"), ("0.0081", "0.02"), False),
        (("0", "0.02"), ("0", "0.02"), False),
    ],
)
def test_worse_is_a_fifth_further_from_the_limit(
    before: tuple[str, str], now: tuple[str, str], *, worse: bool
) -> None:
    assert fired(*now).worse_than(fired(*before), Decimal("0.2")) is worse


def test_a_date_gets_worse_only_when_it_arrives() -> None:
    def in_days(days: int) -> Fired:
        return fired(str(days), "30", kind=TriggerKind.LONG_TERM)

    assert not in_days(3).worse_than(in_days(30), Decimal("0.2"))
    assert in_days(0).worse_than(in_days(1), Decimal("0.2"))
    assert not in_days(-1).worse_than(in_days(0), Decimal("0.2"))
