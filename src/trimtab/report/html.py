"""A plan as one HTML file: no script, nothing loaded, light and dark, phone and paper."""

from html import escape

from trimtab.report.html_pages import html_page
from trimtab.report.plan_view.charts import draw_bridge, draw_strip
from trimtab.report.plan_view.trade_off import draw_trade_off
from trimtab.report.plan_view.view import PlanView

# Longer lists continue in a part that opens on demand, and on paper.
_MOST_NOT_DONE = 10
# Rows past this many are counted: the file stays small enough to send.
_MOST_LISTED = 120
_MOST_LOTS = 4
# A frame cannot ask its page for its height without a script.
_FRAME_HEIGHT = 900


def render_html(view: PlanView) -> str:
    """The report of `view`, a complete document with a line feed at the end."""
    return html_page(
        "plan.html.j2",
        view=view,
        bridge=None if view.bridge is None else draw_bridge(view.bridge),
        draw_strip=draw_strip,
        trade_off=None if view.choices is None else draw_trade_off(view.choices),
        most_not_done=_MOST_NOT_DONE,
        most_listed=_MOST_LISTED,
        most_lots=_MOST_LOTS,
    )


def render_notebook(view: PlanView) -> str:
    """The report for a notebook's output: in a frame, so that its styles stay in it."""
    page = escape(render_html(view), quote=True)
    return (
        f'<iframe title="{escape(view.title)}" sandbox srcdoc="{page}" '
        f'style="width:100%;height:{_FRAME_HEIGHT}px;border:0"></iframe>'
    )
