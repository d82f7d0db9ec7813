"""How far a long walk is, on standard error of a terminal; nothing anywhere else."""

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ProgressBar:
    """Called with how many units are done and how many there are in all, None while that is not known.

    Shows itself from the second call on: a walk of one page is over before anybody could read it.
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
        if not self._is_shown or self._calls < 2:
            return
        progress, task = self._shown or self.open()
        progress.update(task, completed=done, total=total)

    def open(self) -> "tuple[Progress, TaskID]":
        """Draw the bar for the first time."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        progress = Progress(
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(f"{self._unit}, left:"),
            TimeRemainingColumn(),
            console=Console(file=self._stream),
            transient=True,
        )
        progress.start()
        self._shown = (progress, progress.add_task("", total=None))
        return self._shown

    def close(self) -> None:
        """Take the bar away for good."""
        self._is_shown = False
        if self._shown:
            self._shown[0].stop()
            self._shown = None
