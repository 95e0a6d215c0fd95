"""Brokers without a request: where secrets are, what is kept of a log-in. With one: the answer."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import cast

import pytest

from tests.app.doctor.patient import NOON, at, changed, patient, seen
from trimtab.app.clock import SystemClock
from trimtab.app.doctor.broker_links import broker_findings
from trimtab.app.doctor.subject import Subject
from trimtab.app.linking import known
from trimtab.app.linking.known import BROKERS
from trimtab.app.linking.link import Link, Reading, Trading
from trimtab.app.linking.vault import SessionPlace
from trimtab.domain.brokerage import BrokerAccount
from trimtab.errors import InputProblems, Unavailable
from trimtab.report.diagnosis import Level

KEYS = {"TRIMTAB_ETRADE_KEY": "a-key-nobody-sees", "TRIMTAB_ETRADE_SECRET": "hunter2"}


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    """An account at E*TRADE, and the keys in the environment."""
    found = changed(
        patient(tmp_path), 'id = "joint"', 'id = "joint"\nsource = "broker:etrade:****1234"'
    )
    return replace(found, environment=KEYS)


def keep(subject: Subject, **session: object) -> SessionPlace:
    place = SessionPlace(root=subject.root, broker="etrade")
    place.keep(session)
    return place


def test_without_a_broker_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    found = seen(patient(tmp_path), broker_findings)
    assert set(found) == {"brokers"}
    assert found["brokers"].level is Level.OK


def test_keys_are_told_by_their_place_and_never_shown(subject: Subject) -> None:
    found = seen(subject, broker_findings)
    secrets = found["etrade_secrets"]
    assert secrets.level is Level.OK
    assert secrets.text.count("is in the environment") == 2
    assert not any(value in str(found) for value in KEYS.values())
    assert found["online"].fix == "To ask each: trimtab doctor --online"


def test_a_key_that_is_nowhere_is_a_problem_with_both_of_its_places(subject: Subject) -> None:
    alone = replace(subject, environment={"TRIMTAB_ETRADE_SECRET": "hunter2"})
    found = seen(alone, broker_findings)["etrade_secrets"]
    assert found.level is Level.PROBLEM
    assert "TRIMTAB_ETRADE_KEY is neither" in found.text
    assert "as etrade-key;" in found.fix


def test_a_keyring_that_is_there_is_told(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(errors)["KeyringError"] = OSError
    vars(ring).update(
        errors=errors,
        get_keyring=SimpleNamespace,
        get_password=lambda *name: {"etrade-key": "a-key-nobody-sees"}.get(name[1]),
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.setattr("trimtab.app.linking.vault.find_spec", lambda name: name)
    found = seen(replace(subject, environment={}), broker_findings)
    assert found["keyring"].text.startswith("Secrets can be kept")
    assert "TRIMTAB_ETRADE_KEY is in the keyring" in found["etrade_secrets"].text
    assert "TRIMTAB_ETRADE_SECRET is neither" in found["etrade_secrets"].text


@pytest.mark.parametrize("installed", [True, False])
def test_a_keyring_that_keeps_nothing_is_told_with_what_takes_its_place(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, *, installed: bool
) -> None:
    nowhere = type("Keyring", (), {"__module__": "keyring.backends.fail"})
    ring = SimpleNamespace(get_keyring=nowhere, get_password=lambda *_: None, errors=None)
    ring.errors = SimpleNamespace(KeyringError=OSError)
    monkeypatch.setattr("trimtab.app.linking.vault._keyring", lambda: ring if installed else None)
    text = seen(subject, broker_findings)["keyring"].text
    assert ("this computer has no keyring" in text) is installed
    assert ("not installed" in text) is not installed
    assert "kept in a file that you alone can read" in text


def test_a_log_in_of_today_is_told_by_its_age_and_place(subject: Subject) -> None:
    used = (NOON - timedelta(minutes=90)).isoformat()
    keep(subject, token=["tok", "s3cret"], day="2026-06-15", used=used)
    found = seen(subject, broker_findings)["etrade_log_in"]
    assert found.level is Level.OK
    assert "last used 1 hour ago; kept in .trimtab/etrade-session.json" in found.text
    assert "s3cret" not in str(found)
    # A quarter past midnight in New York.
    late = seen(at(subject, NOON + timedelta(hours=12, minutes=15)), broker_findings)
    assert "the log-in of 2026-06-15 has ended" in late["etrade_log_in"].text
    assert late["etrade_log_in"].fix == "trimtab connect etrade"


@pytest.mark.parametrize(
    "session", [{}, {"asked": ["a", "b"]}, {"day": "soon", "used": "now"}, {"day": 3, "used": 4}]
)
def test_what_is_no_log_in_is_none(subject: Subject, session: dict[str, object]) -> None:
    keep(subject, **session)
    assert "nobody is logged in" in seen(subject, broker_findings)["etrade_log_in"].text


def test_a_broker_that_nobody_knows_is_a_problem(subject: Subject) -> None:
    found = seen(changed(subject, "broker:etrade", "broker:etrad"), broker_findings)
    assert found["source"].level is Level.PROBLEM


def test_settings_with_problems_are_left_to_check(subject: Subject) -> None:
    assert set(seen(changed(subject, "", "[wrong]"), broker_findings)) == {"brokers"}


def test_without_the_extra_it_says_how_to_install_it(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "find_spec", lambda _: None)
    found = seen(subject, broker_findings)["extra_brokers"]
    assert "pip install 'trimtab[brokers]'" in found.fix


def test_nobody_is_asked_online_without_the_keys(subject: Subject) -> None:
    nobody = replace(subject, environment={}, online=True)
    assert "etrade_answers" not in seen(nobody, broker_findings)


def test_a_broker_that_does_not_answer_is_a_problem_outside(subject: Subject) -> None:
    nowhere = {**KEYS, "TRIMTAB_ETRADE_URL": "http://127.0.0.1:9"}
    found = seen(replace(subject, environment=nowhere, online=True), broker_findings)
    assert found["etrade_answers"].level is Level.PROBLEM
    assert found["etrade_answers"].outside


def test_an_address_that_is_none_is_a_problem_here(subject: Subject) -> None:
    nowhere = {**KEYS, "TRIMTAB_ETRADE_URL": "http://example.com"}
    found = seen(replace(subject, environment=nowhere, online=True), broker_findings)
    assert not found["etrade_answers"].outside


@pytest.mark.parametrize("name", BROKERS)
def test_the_secrets_of_the_table_are_those_that_a_link_asks_for(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trimtab.app.linking.vault._keyring", lambda: None)
    root = patient(tmp_path).root
    with pytest.raises(InputProblems) as raised:
        BROKERS[name].opens(root, {}, SystemClock()).reading()
    asked = [problem.what.partition(" ")[0] for problem in raised.value.problems]
    assert tuple(asked) == BROKERS[name].secrets


def test_a_broker_that_is_read_without_what_sends_its_orders_has_two_answers(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed() -> Trading:
        raise Unavailable("the gateway does not answer")

    account = BrokerAccount(key="k", number="83551234")
    reading = SimpleNamespace(name="IBKR", accounts=lambda: (account,))
    link = Link(reading=lambda: cast("Reading", reading), trading=closed)
    row = replace(BROKERS["etrade"], opens=lambda *_: link)
    monkeypatch.setattr("trimtab.app.linking.matching.BROKERS", {"etrade": row})
    found = seen(replace(subject, online=True), broker_findings)
    assert found["etrade_trading"].level is Level.WARNING
    assert "the gateway does not answer" in found["etrade_trading"].text
    assert found["etrade_answers"].text == "IBKR answers, and knows 1 account of yours"
