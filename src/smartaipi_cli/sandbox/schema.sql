-- The sandbox's books. Money is in integer micro-US-dollars, time in Unix seconds.

CREATE TABLE IF NOT EXISTS account (
    id           TEXT PRIMARY KEY,
    token_sha256 TEXT NOT NULL,
    email        TEXT NOT NULL,
    display_name TEXT NOT NULL,
    seed         TEXT NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS api_keys (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,
    id             TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    redacted_value TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'revoked')),
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    expires_at     INTEGER,
    last_used_at   INTEGER,
    models         TEXT,
    key_group      TEXT,
    ip_allowlist   TEXT NOT NULL,
    rate_limits    TEXT NOT NULL,
    metadata       TEXT NOT NULL,
    version        INTEGER NOT NULL DEFAULT 1,
    calls          INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A key has one value, and during the grace time of a rotation an older one. The value itself is nowhere.
CREATE TABLE IF NOT EXISTS key_values (
    sha256      TEXT PRIMARY KEY,
    key_id      TEXT NOT NULL REFERENCES api_keys (id),
    valid_until INTEGER
) STRICT, WITHOUT ROWID;

-- scope is 'account' or the id of a key.
CREATE TABLE IF NOT EXISTS budgets (
    scope             TEXT NOT NULL,
    period            TEXT NOT NULL CHECK (period IN ('day', 'week', 'month', 'total')),
    limit_micros      INTEGER NOT NULL CHECK (limit_micros >= 0),
    soft_limit_micros INTEGER,
    PRIMARY KEY (scope, period)
) STRICT, WITHOUT ROWID;

-- What each scope spent in each window, kept whether a budget stands or not, so that a new one is exact at once.
CREATE TABLE IF NOT EXISTS spending (
    scope        TEXT NOT NULL,
    period       TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    spent_micros INTEGER NOT NULL,
    PRIMARY KEY (scope, period, window_start)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS requests (
    seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT NOT NULL UNIQUE,
    time                 INTEGER NOT NULL,
    key_id               TEXT NOT NULL,
    model                TEXT NOT NULL,
    actual_model         TEXT NOT NULL,
    endpoint             TEXT NOT NULL,
    service_tier         TEXT NOT NULL,
    streamed             INTEGER NOT NULL,
    status               TEXT NOT NULL CHECK (status IN ('pending', 'ok', 'error', 'blocked')),
    error_code           TEXT,
    input_tokens         INTEGER NOT NULL DEFAULT 0,
    input_cached_tokens  INTEGER NOT NULL DEFAULT 0,
    cache_write_tokens   INTEGER NOT NULL DEFAULT 0,
    output_tokens        INTEGER NOT NULL DEFAULT 0,
    reasoning_tokens     INTEGER NOT NULL DEFAULT 0,
    cost_micros          INTEGER NOT NULL DEFAULT 0,
    duration_ms          INTEGER,
    first_token_ms       INTEGER
) STRICT;

CREATE INDEX IF NOT EXISTS requests_by_time ON requests (time);
CREATE INDEX IF NOT EXISTS requests_by_key ON requests (key_id, time);

-- One row for each request in flight: what it may cost at most.
CREATE TABLE IF NOT EXISTS reservations (
    request_id    TEXT PRIMARY KEY REFERENCES requests (id),
    key_id        TEXT NOT NULL,
    amount_micros INTEGER NOT NULL CHECK (amount_micros >= 0)
) STRICT, WITHOUT ROWID;

-- free_micros is the part of amount_micros that free credit gives or pays; both carry the same sign.
CREATE TABLE IF NOT EXISTS ledger (
    seq                  INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT NOT NULL UNIQUE,
    created_at           INTEGER NOT NULL,
    type                 TEXT NOT NULL,
    amount_micros        INTEGER NOT NULL,
    free_micros          INTEGER NOT NULL,
    balance_after_micros INTEGER NOT NULL,
    free_after_micros    INTEGER NOT NULL,
    description          TEXT NOT NULL,
    request_id           TEXT UNIQUE REFERENCES requests (id),
    key_id               TEXT
) STRICT;

CREATE TRIGGER IF NOT EXISTS ledger_rows_never_change BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TRIGGER IF NOT EXISTS ledger_rows_never_go BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- The first answer to a write that carried an Idempotency-Key, without the key value it may have shown.
CREATE TABLE IF NOT EXISTS idempotent_answers (
    idempotency_key TEXT PRIMARY KEY,
    request_sha256  TEXT NOT NULL,
    status          INTEGER NOT NULL,
    body            TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
