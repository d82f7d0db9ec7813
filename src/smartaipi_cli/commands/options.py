"""Options that several commands share, so that they have one name, one help and one variable everywhere."""

from typing import Annotated

import typer

Profile = Annotated[
    str | None,
    typer.Option("--profile", "-p", help="The profile to use.", metavar="NAME", show_default=False),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; needed without a terminal.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")]
