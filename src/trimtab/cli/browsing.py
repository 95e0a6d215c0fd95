"""Showing a page in the user's browser."""

import webbrowser
from pathlib import Path


def open_in_browser(page: Path) -> bool:
    """Open a local file in the default browser; False where there is none."""
    return webbrowser.open(page.resolve().as_uri())
