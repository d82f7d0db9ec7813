"""`python -m smartaipi_cli.sandbox.contract` prints the description, as docs/native-contract.openapi.json has it."""

import sys

from smartaipi_cli.sandbox.contract.document import render_contract

sys.stdout.write(render_contract())
