"""The versions of the clients whose requests were looked at (November 2026)."""

from typing import Final

CLAUDE_CODE: Final = "2.1.329"
CODEX: Final = "0.169.0"
OPENCODE: Final = "1.18.33"
CLINE: Final = "3.0.65"
CONTINUE: Final = "1.5.47"
