"""The error of an event that does not fit."""

from trimtab.errors import InvalidValue, Problem


class Inconsistent(InvalidValue):
    """An event that does not fit the lots that it meets: what, why, and what to do."""

    def __init__(self, what: str, why: str, fix: str) -> None:
        self.what, self.why, self.fix = what, why, fix
        super().__init__(str(self.problem("")))

    @classmethod
    def of(cls, found: InvalidValue) -> "Inconsistent":
        """`found` as an event that does not fit; itself when it says so already."""
        if isinstance(found, cls):
            return found
        return cls(str(found), "no lot or amount can be that", "correct the row")

    def problem(self, source: str) -> Problem:
        """The problem at `source`, a `file:line` or an empty text."""
        file, _, line = source.rpartition(":")
        placed = bool(file) and line.isdecimal()
        return Problem(
            what=self.what,
            file=file if placed else source or None,
            line=int(line) if placed else None,
            why=self.why,
            fix=self.fix,
        )
