"""The examples of docs/ci.md: the page shows the files as they are, and the shell's one works as printed."""

import json
import sys
from pathlib import Path

import pytest
from home import Home, collect
from ruamel.yaml import YAML

from smartaipi_cli.sandbox.testing import running

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples/ci.sh"
WORKFLOW = ROOT / "examples/github-actions.yml"
AGENT = """
import json, os, sys, tomllib, urllib.request
assert sys.argv[1:3] == ["exec", "--skip-git-repo-check"], sys.argv
with open(os.environ["CODEX_HOME"] + "/config.toml", "rb") as file:
    config = tomllib.load(file)
provider = config["model_providers"][config["model_provider"]]
key = os.environ[provider["env_key"]]
print("the key is", key, flush=True)
body = {"model": config["model"], "messages": [{"role": "user", "content": "x" * int(os.environ.get("SIZE", "1"))}]}
request = urllib.request.Request(
    provider["base_url"] + "/chat/completions",
    json.dumps(body).encode(),
    {"authorization": "Bearer " + key, "content-type": "application/json"},
)
try:
    urllib.request.urlopen(request, timeout=20).read()
except urllib.error.HTTPError as problem:
    print(problem.code)
"""


@pytest.fixture
def job(bare_home: Home):
    """A CI machine: no profile, the account's token in the environment, an agent that is called `codex`."""
    (bare_home.folder / "agent.py").write_text(AGENT)
    bare_home.install("codex", f'exec "{sys.executable}" "{bare_home.folder}/agent.py" "$@"')
    path = f"{bare_home.programs}:{Path(sys.prefix, 'bin')}:{bare_home.environment['PATH']}"
    bare_home.environment["PATH"] = path
    with running(bare_home.own / "state" / "sandbox") as address:
        bare_home.environment |= {"GATEWAY": "sandbox", "SMART_AIPI_TOKEN": address.account_token.reveal()}
        yield bare_home


def run_script(job: Home):
    with job.start(through=("sh", str(SCRIPT))) as process:
        outcome = collect(process)
    return outcome, json.loads((job.project / "receipt.json").read_bytes())


@pytest.mark.parametrize("file", [SCRIPT, WORKFLOW], ids=lambda path: path.name)
def test_the_page_shows_the_example_as_it_is(file):
    assert f"\n{file.read_text()}```\n" in (ROOT / "docs/ci.md").read_text()


def test_the_job_ends_well_and_its_receipt_is_printed(job):
    outcome, receipt = run_script(job)

    assert outcome.code == 0, outcome.text
    assert "the key is sk-s••••\n" in outcome.out
    assert json.dumps(receipt["key"]) in outcome.out
    assert (receipt["requests"], receipt["budget_spent"], receipt["revoked"]) == (1, False, True)


def test_a_spent_budget_fails_the_job_and_is_told(job):
    job.environment["SIZE"] = "4000000"

    outcome, receipt = run_script(job)

    assert (outcome.code, receipt["budget_spent"]) == (7, True), outcome.text
    assert "the budget of this step is spent" in outcome.err


def test_every_step_of_the_workflow_runs_what_is_there():
    """Whoever copies it finds the script, and options that the program takes."""
    steps = YAML(typ="safe").load(WORKFLOW.read_text())["jobs"]["review"]["steps"]
    commands = [line for step in steps for line in step.get("run", "").splitlines()]

    assert f"sh {SCRIPT.relative_to(ROOT)}" in commands
    assert any(line.startswith("smartaipi run sweep ") for line in commands)
    tokens = [
        step["env"]["SMART_AIPI_TOKEN"]
        for step in steps
        if "smartaipi " in step.get("run", "") and "env" in step
    ]
    assert set(tokens) == {"${{ secrets.SMART_AIPI_TOKEN }}"}
