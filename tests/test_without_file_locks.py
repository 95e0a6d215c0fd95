"""A system without `fcntl`, such as Windows: everything works but what must be alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from trimtab.app.clock import SystemClock
from trimtab.app.trading import office
from trimtab.app.trading.office import open_office
from trimtab.errors import Refused

WITHOUT = """
import sys
sys.modules["fcntl"] = None
from trimtab.cli.entry import main
sys.exit(main(sys.argv[1:]))
"""


def test_the_program_starts_and_plans() -> None:
    command = [sys.executable, "-c", WITHOUT, "demo"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "nothing has been sent to a broker" in " ".join(ran.stdout.split())


def test_orders_are_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "CAN_LOCK", False)
    alone = open_office(tmp_path, SystemClock()).alone()
    with pytest.raises(Refused, match="cannot be kept from sending the same orders"), alone:
        pytest.fail("somebody was let in")
