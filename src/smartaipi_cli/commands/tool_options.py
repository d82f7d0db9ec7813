"""Options that the set-ups of all tools share."""

from typing import Annotated

import typer

KeyName = Annotated[
    str,
    typer.Option(
        "--key", help="Use the profile's stored key of this name.", metavar="NAME", show_default=False
    ),
]
Model = Annotated[
    str, typer.Option("--model", "-m", help="The model to ask for.", metavar="MODEL", show_default=False)
]
ReasoningEffort = Annotated[
    str,
    typer.Option(
        "--reasoning-effort",
        help="low, medium, high (the default) or xhigh, for models that think.",
        metavar="EFFORT",
        show_default=False,
    ),
]
OwnEffort = Annotated[
    str,
    typer.Option(
        "--reasoning-effort",
        help="low, medium, high or xhigh; by default the client's own choice.",
        metavar="EFFORT",
        show_default=False,
    ),
]
Recipe = Annotated[
    str,
    typer.Option(
        "--recipe",
        help="current, or documented: what gateways' own pages say, for old clients.",
        metavar="NAME",
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Go on although a vendor's account is connected.")]
Remove = Annotated[
    bool, typer.Option("--remove", help="Take everything of ours out again; needs no history.")
]
Print = Annotated[bool, typer.Option("--print", help="Print what to write by hand, and write nothing.")]
Verify = Annotated[
    bool,
    typer.Option("--verify/--no-verify", help="Prove the set-up with one small request.", show_default=True),
]
Keep = Annotated[bool, typer.Option("--keep", help="Leave the set-up in place even if it does not verify.")]
