"""Accounts of trimtab.toml and of a broker: by the end of the number, and of the same kind."""

import pytest

from trimtab.app.linking.known import BROKERS
from trimtab.app.linking.matching import matched_accounts
from trimtab.domain import Registration
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems
from trimtab.workspace.settings.holdings import AccountSection

ETRADE = BROKERS["etrade"]


def section(kind: str) -> AccountSection:
    return AccountSection.model_validate(
        {"id": "roth", "type": kind, "source": "broker:etrade:****6666"}
    )


def there(kind: Registration | None) -> BrokerAccount:
    return BrokerAccount(key="k", number="83556666", registration=kind)


@pytest.mark.parametrize("kind", [Registration.ROTH_IRA, None])
def test_an_account_of_the_same_kind_or_of_none_that_is_told_is_taken(
    kind: Registration | None,
) -> None:
    found = matched_accounts(ETRADE, [section("roth")], [there(kind)])
    assert [one.number for one in found.values()] == ["83556666"]


def test_an_account_that_the_broker_knows_as_another_kind_is_refused_with_both() -> None:
    with pytest.raises(InputProblems) as refused:
        matched_accounts(ETRADE, [section("roth")], [there(Registration.TAXABLE)])
    (problem,) = refused.value.problems
    assert problem.what == 'roth has type = "roth", and ****6666 at E*TRADE is taxable'
