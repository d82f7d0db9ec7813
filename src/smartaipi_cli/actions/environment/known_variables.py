"""Every variable of the environment that we read beside those that give options their defaults: what it means there."""

from typing import Final, Literal, NamedTuple

Group = Literal["account", "places", "terminal", "network", "system", "ci"]


class Known(NamedTuple):
    """One variable, or several that mean the same; what it decides, and what wins over it or what it wins over."""

    names: tuple[str, ...]
    group: Group
    meaning: str
    order: str


KNOWN_VARIABLES: Final = (
    Known(
        ("SMARTAIPI_PROFILE",),
        "account",
        "the profile of every command",
        "after --profile; before a trusted pin file, `default_profile`, and the only profile that there is",
    ),
    Known(
        ("SMARTAIPI_API_KEY",),
        "account",
        "the API key, whatever the profile",
        "after --key; before the gateway's own variable and a stored key",
    ),
    Known(
        (
            "CHEAPAI_API_KEY",
            "AIPROXYNODE_API_KEY",
            "SMTOKEN_API_KEY",
            "OPENROUTER_API_KEY",
            "OPENAI_API_KEY",
            "ANTHROPIC_API_KEY",
            "LITELLM_API_KEY",
        ),
        "account",
        "the API key, for profiles of the gateway that the variable belongs to",
        "after SMARTAIPI_API_KEY; before a stored key",
    ),
    Known(
        ("SMART_AIPI_TOKEN",), "account", "the account token, whatever the profile", "before a stored token"
    ),
    Known(
        ("SMARTAIPI_CREDENTIAL_STORE",),
        "account",
        "where credentials go: auto, keychain or file; with file no keychain is asked",
        "before `credential_store`",
    ),
    Known(
        ("SMARTAIPI_HOME",),
        "places",
        "one folder for settings, credentials, history and cache",
        "before the XDG_ variables",
    ),
    Known(("ZDOTDIR",), "places", "the folder of zsh's start files", "before the home"),
    Known(
        ("XDG_CONFIG_HOME",), "places", "the folder above our settings, and those of fish", "before ~/.config"
    ),
    Known(("XDG_DATA_HOME",), "places", "the folder above stored credentials", "before ~/.local/share"),
    Known(("XDG_STATE_HOME",), "places", "the folder above history and journal", "before ~/.local/state"),
    Known(("XDG_CACHE_HOME",), "places", "the folder above what may be deleted", "before ~/.cache"),
    Known(("HOME",), "places", "the home folder", "before the system's list of users"),
    Known(("NO_COLOR",), "terminal", "no colour, unless it is empty", "as --no-color"),
    Known(("TERM",), "terminal", "no colour where it is dumb; pictures for xterm-kitty", "NO_COLOR wins"),
    Known(("TERM_PROGRAM",), "terminal", "which kind of picture the terminal draws", "only on a terminal"),
    Known(
        ("KITTY_WINDOW_ID",),
        "terminal",
        "that the terminal draws pictures as kitty does",
        "only on a terminal",
    ),
    Known(("COLUMNS",), "terminal", "the width of tables", "before the terminal's own"),
    Known(("VISUAL",), "terminal", "the editor of `config edit`", "before EDITOR"),
    Known(("EDITOR",), "terminal", "the editor of `config edit`", "after VISUAL; before nano and vi"),
    Known(
        ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"),
        "network",
        "the proxy for requests to a gateway",
        "NO_PROXY wins",
    ),
    Known(("NO_PROXY",), "network", "the hosts that are asked without a proxy", "wins over the proxies"),
    Known(
        ("SSL_CERT_FILE", "SSL_CERT_DIR"),
        "network",
        "certificate authorities to trust",
        "in place of the built-in ones",
    ),
    Known(("PATH",), "system", "where clients, Git, shells and editors are found", "the first that fits"),
    Known(("SHELL",), "system", "the shell of `shell` and `env`", "after --shell"),
    Known(("DISPLAY",), "system", "that there is a desktop, for `open` and the clipboard", "on Linux alone"),
    Known(
        ("WAYLAND_DISPLAY",),
        "system",
        "that there is a desktop, for `open` and the clipboard",
        "on Linux alone",
    ),
    Known(("TMPDIR",), "system", "a folder in which an installation may vanish", "before /tmp"),
    Known(
        ("UV_CACHE_DIR",), "system", "a folder in which an installation may vanish", "before the cache's own"
    ),
    Known(("PIPX_HOME",), "system", "a folder in which an installation lasts", "before ~/.local/share/pipx"),
    Known(("USER",), "system", "a name to cover in support reports", "together with LOGNAME"),
    Known(("LOGNAME",), "system", "a name to cover in support reports", "together with USER"),
    Known(
        ("SMARTAIPI_RUN",),
        "ci",
        "that this is inside of a `run`, which takes no other inside",
        "set by `run`",
    ),
    Known(("GITHUB_ENV",), "ci", "the file of `env --github`", "set by the runner"),
)
"""What a client reads from its own environment stands in docs/tools.md; what `sandbox` reads, in docs/sandbox.md."""
