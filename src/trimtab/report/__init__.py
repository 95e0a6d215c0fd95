"""What people and programs see of a plan.

    domain.Plan + Situation -> plan_document -> to_json (saved) -> view -> render_text, render_html
                                                                -> explain_text

Everything shown is read from the saved document. Sentences stand in one catalogue. Names are loaded
when first used, so that a list or a status costs nothing of what a plan's report needs.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trimtab.report.catalogue import catalogue, render, render_short
    from trimtab.report.document.plan import digest_of, plan_document, to_json
    from trimtab.report.explain import explain_document
    from trimtab.report.explain_output import explain_text
    from trimtab.report.html import render_html, render_notebook
    from trimtab.report.plan_view.view import PlanView, view
    from trimtab.report.schema import plan_schema
    from trimtab.report.terminal.plan import render_text

__all__ = [
    "PlanView",
    "catalogue",
    "digest_of",
    "explain_document",
    "explain_text",
    "plan_document",
    "plan_schema",
    "render",
    "render_html",
    "render_notebook",
    "render_short",
    "render_text",
    "to_json",
    "view",
]

_HOME = {
    "PlanView": "plan_view.view",
    "catalogue": "catalogue",
    "digest_of": "document.plan",
    "explain_document": "explain",
    "explain_text": "explain_output",
    "plan_document": "document.plan",
    "plan_schema": "schema",
    "render": "catalogue",
    "render_html": "html",
    "render_notebook": "html",
    "render_short": "catalogue",
    "render_text": "terminal.plan",
    "to_json": "document.plan",
    "view": "plan_view.view",
}


class _Room(ModuleType):
    """This package: its `view` and `catalogue` are the functions, not the modules they live in."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOME and isinstance(value, ModuleType):
            return  # the import system binds a module to its package once it is loaded
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> object:
    """The public name `name`, from the module where it lives."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
