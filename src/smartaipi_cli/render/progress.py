"""How far a long walk is, on standard error of a terminal; nothing anywhere else."""

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ProgressBar:
    """Called with how many units are done and how many there are in all, None while that is not known.

    Shows itself as soon as something lies ahead: a walk of one page is over before anybody could read it.
    """

    def __init__(self, stream: TextIO, *, is_shown: bool, unit: str = "requests") -> None:
        self._stream = stream
        self._is_shown = is_shown
        self._unit = unit
        self._calls = 0
        self._shown: tuple[Progress, TaskID] | None = None

    def __call__(self, done: int, total: int | None) -> None:
        """Show where the walk is."""
        self._calls += 1
        lies_ahead = self._calls > 1 or (done == 0 and total is not None and total > 1)
        if not (self._is_shown and lies_ahead):
            return
        progress, task = self._shown or self.open(total)
        progress.update(task, completed=done, total=total)

    def open(self, total: int | None) -> "tuple[Progress, TaskID]":
        """Draw the bar for the first time."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        progress = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(f"{self._unit}, left:"),
            TimeRemainingColumn(),
            console=Console(file=self._stream),
            transient=True,
        )
        self._shown = (progress, progress.add_task("", total=total))
        progress.start()
        return self._shown

    def close(self) -> None:
        """Take the bar away for good."""
        self._is_shown = False
        if self._shown:
            self._shown[0].stop()
            self._shown = None
