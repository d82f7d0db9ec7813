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

-- The same requests summed by UTC hour and UTC day, so that a report over a million of them reads few rows. The
-- triggers keep the sums in the transaction that writes the request; nothing else writes here.
CREATE TABLE IF NOT EXISTS usage_sums (
    width_s             INTEGER NOT NULL CHECK (width_s IN (3600, 86400)),
    start               INTEGER NOT NULL,
    key_id              TEXT NOT NULL,
    model               TEXT NOT NULL,
    actual_model        TEXT NOT NULL,
    service_tier        TEXT NOT NULL,
    status              TEXT NOT NULL,
    requests            INTEGER NOT NULL,
    input_tokens        INTEGER NOT NULL,
    input_cached_tokens INTEGER NOT NULL,
    cache_write_tokens  INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    reasoning_tokens    INTEGER NOT NULL,
    cost_micros         INTEGER NOT NULL,
    PRIMARY KEY (width_s, start, key_id, model, actual_model, service_tier, status)
) STRICT, WITHOUT ROWID;

-- Inserting here is how the sums change: `change` is 1 for a request that comes, -1 for one that goes.
CREATE VIEW IF NOT EXISTS usage_changes AS
    SELECT time, key_id, model, actual_model, service_tier, status, 1 AS change, input_tokens, input_cached_tokens,
           cache_write_tokens, output_tokens, reasoning_tokens, cost_micros
    FROM requests;

CREATE TRIGGER IF NOT EXISTS usage_sums_change INSTEAD OF INSERT ON usage_changes BEGIN
    INSERT INTO usage_sums
    SELECT width_s, new.time / width_s * width_s, new.key_id, new.model, new.actual_model, new.service_tier,
           new.status, new.change, new.change * new.input_tokens, new.change * new.input_cached_tokens,
           new.change * new.cache_write_tokens, new.change * new.output_tokens, new.change * new.reasoning_tokens,
           new.change * new.cost_micros
    FROM (SELECT 3600 AS width_s UNION ALL SELECT 86400) WHERE true
    ON CONFLICT DO UPDATE SET
        requests = requests + excluded.requests,
        input_tokens = input_tokens + excluded.input_tokens,
        input_cached_tokens = input_cached_tokens + excluded.input_cached_tokens,
        cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = output_tokens + excluded.output_tokens,
        reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
        cost_micros = cost_micros + excluded.cost_micros;
END;

CREATE TRIGGER IF NOT EXISTS request_comes AFTER INSERT ON requests BEGIN
    INSERT INTO usage_changes VALUES
        (new.time, new.key_id, new.model, new.actual_model, new.service_tier, new.status, 1, new.input_tokens,
         new.input_cached_tokens, new.cache_write_tokens, new.output_tokens, new.reasoning_tokens, new.cost_micros);
END;

-- A request that settles moves from the sums of the pending ones to those of its outcome.
CREATE TRIGGER IF NOT EXISTS request_settles AFTER UPDATE ON requests BEGIN
    INSERT INTO usage_changes VALUES
        (old.time, old.key_id, old.model, old.actual_model, old.service_tier, old.status, -1, old.input_tokens,
         old.input_cached_tokens, old.cache_write_tokens, old.output_tokens, old.reasoning_tokens, old.cost_micros),
        (new.time, new.key_id, new.model, new.actual_model, new.service_tier, new.status, 1, new.input_tokens,
         new.input_cached_tokens, new.cache_write_tokens, new.output_tokens, new.reasoning_tokens, new.cost_micros);
    DELETE FROM usage_sums
    WHERE width_s IN (3600, 86400) AND start = old.time / width_s * width_s AND key_id = old.key_id
        AND model = old.model AND actual_model = old.actual_model AND service_tier = old.service_tier
        AND status = old.status AND requests = 0;
END;

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

CREATE INDEX IF NOT EXISTS ledger_by_time ON ledger (created_at);
CREATE INDEX IF NOT EXISTS ledger_by_type ON ledger (type, created_at);

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

-- Tokens that device logins gave out; the account's first token stands in the account. scope is 'manage' or 'read'.
CREATE TABLE IF NOT EXISTS tokens (
    sha256     TEXT PRIMARY KEY,
    client_id  TEXT NOT NULL,
    scope      TEXT NOT NULL CHECK (scope IN ('manage', 'read')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Device logins that wait for a person, or for the device to come for its token.
CREATE TABLE IF NOT EXISTS device_logins (
    device_code_sha256 TEXT PRIMARY KEY,
    user_code          TEXT NOT NULL UNIQUE,
    client_id          TEXT NOT NULL,
    scope              TEXT NOT NULL CHECK (scope IN ('manage', 'read')),
    state              TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
    interval_s         INTEGER NOT NULL,
    polled_at          INTEGER,
    expires_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
