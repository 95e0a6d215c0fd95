"""What people and programs see of a plan.

    domain.Plan + Situation -> plan_document -> to_json (saved) -> view -> render_text, render_html
                                                                -> explain_text

Everything shown is read from the saved document. Sentences stand in one catalogue.
"""

from trimtab.report.catalogue import catalogue, render, render_short
from trimtab.report.document import digest_of, plan_document, to_json
from trimtab.report.explain import explain_document, explain_text
from trimtab.report.html import render_html, render_notebook
from trimtab.report.schema import plan_schema
from trimtab.report.text import render_text
from trimtab.report.view import PlanView, view

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
