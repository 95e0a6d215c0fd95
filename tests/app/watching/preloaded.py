"""What a process of the watch uses, loaded once by the server that forks them: by using it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import trimtab.cli.watch
from tests.app.watching.household import (
    Heard,
    MovedClock,
    make_household,
    price_for,
    set_price,
    watch_of,
)
from trimtab.notify.by_apprise import service_notifier
from trimtab.store import StorePlace, open_store


def use_it() -> None:
    """A check that finds something, plans, writes and tells."""
    with TemporaryDirectory() as name:
        folder = make_household(Path(name))
        set_price(folder, price_for("6"))
        store = open_store(StorePlace(file=folder / "state.db", household="Rivera"))
        watch_of(folder, MovedClock(), Heard(), store=store).check()
    service_notifier("webhook:HOOK", "http://127.0.0.1:1/")


use_it()
LOADED = (trimtab.cli.watch,)
