"""Every error that trimtab raises on purpose.

    TrimtabError                 1   unexpected fault
     ├─ InvalidValue             3   a value that the domain does not admit (also a ValueError)
     ├─ InputProblems            3   configuration or data not valid: carries every Problem found
     ├─ NoPlan                   4   no plan satisfies the hard limits
     ├─ PlanFault                1   a plan that failed its own check, and is not to be used
     ├─ OutsideFailure           5   an outside service failed, or data is too old
     │   └─ BrokerError          5   a broker did not do what was asked
     │       ├─ Definite         5   the broker refused: what was asked has not happened
     │       ├─ Unknown          5   the answer was lost: what was asked may have happened
     │       ├─ Auth             5   the log-in has ended or was never there
     │       ├─ RateLimited      5   too many requests: refused, and to be asked again later
     │       └─ Unavailable      5   the broker cannot be read now; nothing was changed
     └─ Refused                  6   refused by a safety check

The number is the exit code of the command line. A `Problem` is one thing wrong in what the user
gave; it always says four things: what, where, why, and how to put it right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or worth knowing, in the user's files.

    what    one sentence that names what was given, without a full stop
    file    the file as the user named it, or None when no file is at fault
    line    1-based line of `file`; None when the whole file is meant
    why     what is allowed, or what follows from it
    fix     what to do next
    docs    page of the documentation, relative to docs/
    """

    what: str
    file: str | None = None
    line: int | None = None
    why: str = ""
    fix: str = ""
    docs: str = ""

    @property
    def where(self) -> str:
        """`file:line`, `file`, or an empty text."""
        if self.file is None:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.file else self.what
        parts = (part.rstrip(".") for part in (head, self.why, self.fix) if part)
        return " ".join(part if part.endswith("?") else f"{part}." for part in parts)


class TrimtabError(Exception):
    """Root of everything raised on purpose."""

    exit_code: ClassVar[int] = 1


class InvalidValue(TrimtabError, ValueError):
    """A value that a domain type does not admit; the message has the value and what is allowed."""

    exit_code: ClassVar[int] = 3


class InputProblems(TrimtabError):
    """Configuration or data is not valid. `problems` holds all of them, in reading order."""

    exit_code: ClassVar[int] = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise InvalidValue("InputProblems needs at least one problem")
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """`problems` file by file, each by its lines; those of no file, and of no line, come first."""
    return tuple(sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0)))


class NoPlan(TrimtabError):
    """No plan satisfies the hard limits; the message names the limits that conflict.

    `too_much_raised` is the dollars less to raise with which there is a plan; None: not known.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, too_much_raised: Decimal | None = None) -> None:
        self.too_much_raised = too_much_raised
        super().__init__(message)


class PlanFault(TrimtabError):
    """A plan that failed its own check. `evidence` holds what a bug report needs, as texts."""

    def __init__(self, message: str, *, evidence: Mapping[str, object]) -> None:
        self.evidence = dict(evidence)
        super().__init__(message)


class OutsideFailure(TrimtabError):
    """A service outside of trimtab failed, or its data is too old."""

    exit_code: ClassVar[int] = 5


class Refused(TrimtabError):
    """A safety check refused; the message names the exact cause."""

    exit_code: ClassVar[int] = 6


class BrokerError(OutsideFailure):
    """A broker did not do what was asked.

    broker  the broker's name for people
    code    the broker's own code of the failure; empty where it gave none
    """

    def __init__(self, message: str, *, broker: str = "", code: str = "") -> None:
        self.broker = broker
        self.code = code
        super().__init__(message)


class Definite(BrokerError):
    """The broker refused in so many words: what was asked for has not happened.

    kind  what was wrong, in the same words for every broker: `funds` (too little cash), `shares`
          (too few free to sell), `lots`, `symbol`, `preview` (expired, or of another order),
          `duplicate` (our name of the order was used before), `done` (too late to cancel), `order`
          and `account` (there is none of that name), `closed`; empty for anything else
    """

    def __init__(self, message: str, *, broker: str = "", code: str = "", kind: str = "") -> None:
        self.kind = kind
        super().__init__(message, broker=broker, code=code)


class Unknown(BrokerError):
    """The answer to a request that changes something was lost, late or unreadable.

    It may have happened. Nobody may ask again before the broker's own list of orders was read.
    """


class Auth(BrokerError):
    """The log-in has ended, or was never made. What was asked for has not happened."""


class RateLimited(BrokerError):
    """Too many requests. What was asked for has not happened.

    retry_after  seconds that the broker asks to wait; None where it does not say
    """

    def __init__(
        self, message: str, *, broker: str = "", code: str = "", retry_after: int | None = None
    ) -> None:
        self.retry_after = retry_after
        super().__init__(message, broker=broker, code=code)


class Unavailable(BrokerError):
    """The broker could not be read: down, in maintenance, or answering what cannot be read.

    Only for requests that change nothing; those that do are Unknown then.
    """
