"""Documents of the hand-made plans, with a version that does not change from release to release."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.report import plans
from trimtab.report import plan_document
from trimtab.report.document import plan as document_module

MakeDocument = Callable[[str], dict[str, Any]]


@pytest.fixture
def document_of(monkeypatch: pytest.MonkeyPatch) -> MakeDocument:
    """The document of one of the plans by name."""
    monkeypatch.setattr(document_module, "version", lambda _: "0.0.0")
    return lambda name: plan_document(*plans.ALL[name]())
