"""Options that several commands share, so that they have one name, one help and one variable everywhere."""

from typing import Annotated

import typer

Profile = Annotated[
    str | None,
    typer.Option("--profile", "-p", help="The profile to use.", metavar="NAME", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document (schema smartaipi/1).")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print the data alone, no advice.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; needed without a terminal.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")]
