"""Pure text editors that change the asked bytes of a document and no others.

`jsonc`, `toml`, `yaml`, `dotenv` and `shell_block` take bytes and give bytes. They find offsets, splice, and let
a second reading confirm that the result means the old document with exactly the asked change; else they refuse.
"""

from smartaipi_cli.documents.missing import MISSING, KeyPath, Missing
from smartaipi_cli.documents.refusal import DocumentRefused

__all__ = ["MISSING", "DocumentRefused", "KeyPath", "Missing"]
