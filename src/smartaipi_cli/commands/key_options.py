"""Options that the commands about keys share."""

from typing import Annotated

import typer

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Its id, the beginning of it, or its name.")]
Budgets = Annotated[
    list[str] | None,
    typer.Option(
        "--budget", help="A limit in US dollars: 5/day, 50/month, 100/total.", metavar="AMOUNT/WINDOW"
    ),
]
Limit = Annotated[
    str, typer.Option("--limit", help="A limit in all, in US dollars.", metavar="AMOUNT", show_default=False)
]
Models = Annotated[
    list[str] | None, typer.Option("--models", help="Only these models; `*` at the end.", metavar="PATTERN")
]
Group = Annotated[
    str,
    typer.Option("--group", help="The gateway's group for the key.", metavar="NAME", show_default=False),
]
Expires = Annotated[
    str,
    typer.Option("--expires", help="The key's life from now: 12h, 30d.", metavar="SPAN", show_default=False),
]
Addresses = Annotated[
    list[str] | None, typer.Option("--ip", help="Only from this address or network.", metavar="NETWORK")
]
Metadata = Annotated[
    list[str] | None, typer.Option("--metadata", help="A note on the key: team=search.", metavar="NAME=VALUE")
]
Store = Annotated[bool, typer.Option("--store", help="Keep the secret as the profile's key, unseen.")]
StoreAs = Annotated[
    str,
    typer.Option("--store-as", help="Keep it under this name instead.", metavar="NAME", show_default=False),
]
Raw = Annotated[bool, typer.Option("--raw", help="Print the secret and nothing else.")]
OutputFile = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        help="Write the secret into a new file that only you can read.",
        metavar="FILE",
        show_default=False,
    ),
]
