"""`trimtab connect etrade`, against the simulator: address, code, tokens kept, log-in ended."""

import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.cli.linked import code_at, logged_in, name_source
from tests.cli.running import Run
from trimtab.brokers.simulators.etrade import EtradeSimulator

SESSION = ".trimtab/etrade-session.json"


@pytest.mark.usefixtures("sim")
def test_a_code_logs_in_and_the_accounts_are_named(sample: Path, run: Run) -> None:
    name_source(sample, "broker:etrade:****0001")
    told = logged_in(run)
    assert "joint is ****0001" in told
    assert "****1112  CONTRIBUTORYIRA" in told
    assert SESSION in told


def test_the_file_of_tokens_is_its_owners_alone_and_nothing_secret_is_shown(
    sample: Path, run: Run, sim: EtradeSimulator
) -> None:
    told = logged_in(run)
    file = sample / SESSION
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (token,) = [one for one in sim.logins.tokens.values() if one.access]
    assert token.secret in file.read_text()
    for secret in (token.secret, token.key, sim.logins.consumer_secret):
        assert secret not in told
    kept = "".join(path.read_text("utf-8") for path in sample.rglob("*") if path.is_file())
    assert sim.logins.consumer_secret not in kept


def test_remove_ends_the_log_in_here_and_there(
    sample: Path, run: Run, sim: EtradeSimulator
) -> None:
    logged_in(run)
    removed = run("connect", "etrade", "--remove")
    assert "ended at E*TRADE" in removed.err
    assert not (sample / SESSION).exists()
    assert all(one.revoked for one in sim.logins.tokens.values() if one.access)


@pytest.mark.usefixtures("sample")
def test_a_wrong_code_is_no_log_in(run: Run, sim: EtradeSimulator) -> None:
    code_at(run("connect", "etrade", "--no-input").out)
    ran = run("connect", "etrade", "--code", "WRONG")
    assert ran.code == 5
    assert "does not take the code" in " ".join(ran.err.split())
    assert not any(one.access for one in sim.logins.tokens.values())


@pytest.mark.usefixtures("sim")
def test_a_log_in_that_was_begun_and_left_does_not_end_the_one_that_stands(
    sample: Path, run: Run
) -> None:
    name_source(sample, "broker:etrade:****0001")
    logged_in(run)
    assert run("connect", "etrade", "--no-input").code == 0
    assert run("sync", "--dry-run", "--as-of", "2026-06-15").code == 0


@pytest.mark.usefixtures("sample", "sim")
def test_a_code_without_a_question_is_refused(run: Run) -> None:
    ran = run("connect", "etrade", "--code", "ABCDE")
    assert ran.code == 5
    assert "no log-in was begun" in ran.err


@pytest.mark.usefixtures("sim")
@pytest.mark.parametrize(
    ("source", "told"),
    [("broker:etrade:****9999", "no account"), ("broker:etrade:1", "no account")],
)
def test_a_source_that_names_no_account_is_told(
    sample: Path, run: Run, source: str, told: str
) -> None:
    name_source(sample, source)
    address = run("connect", "etrade", "--no-input").out
    ran = run("connect", "etrade", "--code", code_at(address))
    assert ran.code == 3
    assert told in " ".join(ran.err.split())


def test_digits_that_fit_two_accounts_are_refused(
    sample: Path, run: Run, sim: EtradeSimulator
) -> None:
    sim.exchange.accounts[1].number = "99990001"
    name_source(sample, "broker:etrade:****0001")
    address = run("connect", "etrade", "--no-input").out
    ran = run("connect", "etrade", "--code", code_at(address))
    assert ran.code == 3
    assert "more than one account" in " ".join(ran.err.split())


@pytest.mark.usefixtures("sample", "sim")
def test_without_key_and_keyring_it_says_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRIMTAB_ETRADE_KEY")
    monkeypatch.setattr("trimtab.app.linking.vault.find_spec", lambda _: None)
    ran = run("connect", "etrade")
    assert ran.code == 3
    assert "keyring set trimtab etrade-key" in " ".join(ran.err.split())


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("url", "code"), [("http://example.com", 3), ("ftp://127.0.0.1", 3), ("http://127.0.0.1:9", 5)]
)
def test_an_address_that_is_none_or_does_not_answer_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, url: str, code: int
) -> None:
    monkeypatch.setenv("TRIMTAB_ETRADE_URL", url)
    monkeypatch.setenv("TRIMTAB_ETRADE_KEY", "k")
    monkeypatch.setenv("TRIMTAB_ETRADE_SECRET", "s")
    ran = run("connect", "etrade", "--no-input")
    assert ran.code == code
    assert "Traceback" not in ran.err


def test_a_keyring_keeps_the_tokens_and_gives_the_secret(
    sample: Path, run: Run, sim: EtradeSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {
        ("trimtab", "etrade-key"): sim.logins.consumer_key,
        ("trimtab", "etrade-secret"): sim.logins.consumer_secret,
    }
    ring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(errors)["KeyringError"] = OSError
    vars(ring).update(
        SimpleNamespace(
            errors=errors,
            get_password=lambda *name: kept.get(name),
            set_password=lambda service, name, text: kept.update({(service, name): text}),
            delete_password=lambda *name: kept.pop(name),
        ).__dict__
    )
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.setattr("trimtab.app.linking.vault.find_spec", lambda name: name)
    monkeypatch.delenv("TRIMTAB_ETRADE_KEY")
    monkeypatch.delenv("TRIMTAB_ETRADE_SECRET")
    assert "the keyring of this computer" in logged_in(run)
    assert not (sample / SESSION).exists()
    assert run("connect", "etrade", "--remove").code == 0
    assert ("trimtab", "etrade-session") not in kept
