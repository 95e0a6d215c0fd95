"""The law of wash sales share by share, slowly: what the engine must agree with.

Every share is an object. Losses are taken in order of disposition; each looks through all shares
that were or will be acquired within thirty days and takes the earliest that may replace it. The
engine goes forward in time instead and never looks ahead, by fragments and not by shares.
"""

from collections import Counter
from dataclasses import dataclass, field

WINDOW = 30


@dataclass(eq=False)
class Share:
    """One share; money in cents, days as numbers."""

    lot: str
    order: str
    group: str
    sheltered: bool
    acquired: int
    start: int
    basis: int
    rank: tuple[int, str, str]
    used: bool = False
    sold: int | None = None


@dataclass(frozen=True)
class Purchase:
    """`count` shares for `cost` cents each."""

    lot: str
    order: str
    group: str
    sheltered: bool
    day: int
    count: int
    cost: int

    @property
    def rank(self) -> tuple[int, str, str]:
        """Earliest first; of one day by order, then by lot, as the engine breaks ties."""
        return self.day, self.order, self.lot


@dataclass(frozen=True)
class Disposal:
    """`count` shares of `lot` for `price` cents each."""

    name: str
    lot: str
    day: int
    count: int
    price: int


@dataclass
class Outcome:
    """Cents denied and lost for good by sale, and shares left by lot, basis and start."""

    disallowed: Counter[str] = field(default_factory=Counter)
    permanent: Counter[str] = field(default_factory=Counter)
    gain: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, int, int]] = field(default_factory=Counter)


def match(purchases: list[Purchase], disposals: list[Disposal], *, batch: bool) -> Outcome:
    """The outcome of `disposals`, given in the order in which the law takes them."""
    shares = [
        Share(
            lot=one.lot,
            order=one.order,
            group=one.group,
            sheltered=one.sheltered,
            acquired=one.day,
            start=one.day,
            basis=one.cost,
            rank=one.rank,
        )
        for one in purchases
        for _ in range(one.count)
    ]
    outcome = Outcome()
    days = sorted({disposal.day for disposal in disposals})
    for day in days:
        today = [disposal for disposal in disposals if disposal.day == day]
        waves = [today] if batch else [[disposal] for disposal in today]
        for wave in waves:
            taken = [(one, sell(shares, one, outcome)) for one in wave]
            for disposal, gone in taken:
                for share in gone:
                    deny(shares, share, disposal, outcome)
    outcome.left.update(
        (share.lot, share.basis, share.start) for share in shares if share.sold is None
    )
    return outcome


def sell(shares: list[Share], disposal: Disposal, outcome: Outcome) -> list[Share]:
    """Of the lot the shares held longest go first, then the dearest."""
    held = [share for share in shares if share.lot == disposal.lot and share.sold is None]
    gone = sorted(held, key=lambda share: (share.start, -share.basis))[: disposal.count]
    for share in gone:
        share.sold = disposal.day
        outcome.gain[disposal.name] += disposal.price - share.basis
    return gone


def deny(shares: list[Share], sold: Share, disposal: Disposal, outcome: Outcome) -> None:
    """Match one share sold at a loss with the first share that may replace it."""
    loss = sold.basis - disposal.price
    if loss <= 0 or sold.sheltered:
        return
    for share in sorted(shares, key=lambda share: share.rank):
        held = share.sold is None or share.acquired > disposal.day
        near = abs(share.acquired - disposal.day) <= WINDOW
        same = share.order == sold.order
        if share.group == sold.group and near and held and not same and not share.used:
            share.used = True
            outcome.disallowed[disposal.name] += loss
            outcome.gain[disposal.name] += loss
            if share.sheltered:
                outcome.permanent[disposal.name] += loss
            else:
                share.basis += loss
                share.start -= disposal.day - sold.start
            return
