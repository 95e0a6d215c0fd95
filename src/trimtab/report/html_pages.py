"""Pages made of the templates: everything in them escaped, and nothing left out unseen."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def html_page(template: str, **values: object) -> str:
    """`template` filled in, a complete document with a line feed at the end."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> "Environment":
    # Imported late: the command line starts without a template engine.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - start-up time

    return Environment(
        loader=PackageLoader("trimtab.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
