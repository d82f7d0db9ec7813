#!/bin/sh
# One step of a CI job: an agent with a key of its own, a budget that fails the job, a receipt that stays.
# SMART_AIPI_TOKEN, the account's token, comes from the CI's own secrets; GATEWAY and TASK may be set.
set -eu

smartaipi profiles add ci --gateway "${GATEWAY:-smartaipi}"

code=0
smartaipi run --profile ci --budget 0.50 --ttl 30m --models 'gpt-5*' --strict --mask \
    --fail-on-budget --receipt receipt.json \
    -- codex exec --skip-git-repo-check "${TASK:-review the last commit}" || code=$?

cat receipt.json
if grep -q '"budget_spent": true' receipt.json; then
    echo "the budget of this step is spent" >&2
fi
exit "$code"
