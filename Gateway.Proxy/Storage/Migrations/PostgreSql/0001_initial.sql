-- Who may call: keys by SHA-256 only, in the form LiteLLM stores (lower-case hex). Lists and maps are JSON text.
CREATE TABLE budgets (
    budget_id            TEXT PRIMARY KEY,
    max_budget           DOUBLE PRECISION,
    soft_budget          DOUBLE PRECISION,
    budget_duration      TEXT,
    budget_reset_at      TIMESTAMPTZ,
    tpm_limit            BIGINT,
    rpm_limit            BIGINT,
    max_parallel_requests INTEGER,
    model_max_budget     TEXT,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);

CREATE TABLE users (
    user_id              TEXT PRIMARY KEY,
    user_email           TEXT,
    user_alias           TEXT,
    user_role            TEXT NOT NULL,
    models               TEXT NOT NULL,
    max_budget           DOUBLE PRECISION,
    budget_duration      TEXT,
    budget_reset_at      TIMESTAMPTZ,
    tpm_limit            BIGINT,
    rpm_limit            BIGINT,
    max_parallel_requests INTEGER,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    metadata             TEXT NOT NULL,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);

CREATE TABLE teams (
    team_id              TEXT PRIMARY KEY,
    team_alias           TEXT,
    models               TEXT NOT NULL,
    model_aliases        TEXT NOT NULL,
    max_budget           DOUBLE PRECISION,
    soft_budget          DOUBLE PRECISION,
    budget_duration      TEXT,
    budget_reset_at      TIMESTAMPTZ,
    tpm_limit            BIGINT,
    rpm_limit            BIGINT,
    max_parallel_requests INTEGER,
    model_rpm_limit      TEXT,
    model_tpm_limit      TEXT,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    blocked              BOOLEAN NOT NULL DEFAULT FALSE,
    metadata             TEXT NOT NULL,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);

CREATE TABLE team_members (
    team_id              TEXT NOT NULL REFERENCES teams (team_id) ON DELETE CASCADE,
    user_id              TEXT NOT NULL,
    role                 TEXT NOT NULL,
    max_budget           DOUBLE PRECISION,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    PRIMARY KEY (team_id, user_id)
);

CREATE TABLE customers (
    user_id              TEXT PRIMARY KEY,
    alias                TEXT,
    blocked              BOOLEAN NOT NULL DEFAULT FALSE,
    budget_id            TEXT,
    max_budget           DOUBLE PRECISION,
    default_model        TEXT,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);

CREATE TABLE virtual_keys (
    token                TEXT PRIMARY KEY,
    key_name             TEXT NOT NULL,
    key_alias            TEXT,
    user_id              TEXT,
    team_id              TEXT,
    models               TEXT NOT NULL,
    aliases              TEXT NOT NULL,
    allowed_routes       TEXT NOT NULL,
    tags                 TEXT NOT NULL,
    metadata             TEXT NOT NULL,
    permissions          TEXT NOT NULL,
    key_type             TEXT NOT NULL,
    max_budget           DOUBLE PRECISION,
    soft_budget          DOUBLE PRECISION,
    budget_duration      TEXT,
    budget_reset_at      TIMESTAMPTZ,
    budget_id            TEXT,
    budget_limits        TEXT,
    model_max_budget     TEXT,
    model_rpm_limit      TEXT,
    model_tpm_limit      TEXT,
    tpm_limit            BIGINT,
    rpm_limit            BIGINT,
    max_parallel_requests INTEGER,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    blocked              BOOLEAN NOT NULL DEFAULT FALSE,
    expires              TIMESTAMPTZ,
    -- While a regenerated key's old value is still good, it is a row of its own that names its successor.
    replaced_by          TEXT,
    created_by           TEXT,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_by           TEXT,
    updated_at           TIMESTAMPTZ NOT NULL
);
CREATE INDEX virtual_keys_by_team ON virtual_keys (team_id);
CREATE INDEX virtual_keys_by_user ON virtual_keys (user_id);
CREATE UNIQUE INDEX virtual_keys_by_alias ON virtual_keys (key_alias) WHERE replaced_by IS NULL;

CREATE TABLE audit_log (
    id                   TEXT PRIMARY KEY,
    changed_at           TIMESTAMPTZ NOT NULL,
    changed_by           TEXT NOT NULL,
    action               TEXT NOT NULL,
    table_name           TEXT NOT NULL,
    object_id            TEXT NOT NULL,
    before_value         TEXT,
    after_value          TEXT
);
CREATE INDEX audit_log_by_time ON audit_log (changed_at);

-- What was used: one row a request, failures too. The id is x-litellm-call-id; writing a row twice changes nothing.
CREATE TABLE spend_logs (
    request_id           TEXT PRIMARY KEY,
    started_at           TIMESTAMPTZ NOT NULL,
    ended_at             TIMESTAMPTZ NOT NULL,
    first_token_at       TIMESTAMPTZ,
    call_type            TEXT NOT NULL,
    route                TEXT NOT NULL,
    key_hash             TEXT NOT NULL,
    key_alias            TEXT,
    user_id              TEXT,
    team_id              TEXT,
    end_user             TEXT,
    tags                 TEXT NOT NULL,
    requested_model      TEXT NOT NULL,
    model_group          TEXT,
    deployment_id        TEXT,
    upstream_model       TEXT,
    provider             TEXT,
    api_base             TEXT,
    status               INTEGER NOT NULL,
    error_type           TEXT,
    streamed             BOOLEAN NOT NULL,
    cache_hit            BOOLEAN NOT NULL,
    attempts             INTEGER NOT NULL,
    fallbacks            INTEGER NOT NULL,
    prompt_tokens        BIGINT NOT NULL,
    completion_tokens    BIGINT NOT NULL,
    cached_tokens        BIGINT NOT NULL,
    reasoning_tokens     BIGINT NOT NULL,
    usage_estimated      BOOLEAN NOT NULL,
    cost                 DOUBLE PRECISION NOT NULL
);
CREATE INDEX spend_logs_by_time ON spend_logs (started_at, request_id);
CREATE INDEX spend_logs_by_key ON spend_logs (key_hash, started_at);
CREATE INDEX spend_logs_by_team ON spend_logs (team_id, started_at) WHERE team_id IS NOT NULL;

-- Sums a day, kept in the transaction that writes the rows, so that both always agree. An empty text stands for "none".
CREATE TABLE daily_spend (
    day                  TEXT NOT NULL,
    key_hash             TEXT NOT NULL,
    user_id              TEXT NOT NULL,
    team_id              TEXT NOT NULL,
    end_user             TEXT NOT NULL,
    requested_model      TEXT NOT NULL,
    model_group          TEXT NOT NULL,
    provider             TEXT NOT NULL,
    call_type            TEXT NOT NULL,
    requests             BIGINT NOT NULL,
    successes            BIGINT NOT NULL,
    failures             BIGINT NOT NULL,
    cache_hits           BIGINT NOT NULL,
    prompt_tokens        BIGINT NOT NULL,
    completion_tokens    BIGINT NOT NULL,
    cached_tokens        BIGINT NOT NULL,
    cost                 DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (day, key_hash, user_id, team_id, end_user, requested_model, model_group, provider, call_type)
);

-- The seed's query: SELECT model, COUNT(*), SUM(response_cost) FROM litellm_spend GROUP BY model.
CREATE VIEW litellm_spend AS
SELECT request_id, requested_model AS model, cost AS response_cost, key_hash AS api_key, user_id, team_id, end_user,
       prompt_tokens, completion_tokens, prompt_tokens + completion_tokens AS total_tokens,
       started_at AS start_time, ended_at AS end_time, status, cache_hit
FROM spend_logs;

-- LiteLLM's own table under its own column names, for dashboards and queries written for it.
CREATE VIEW "LiteLLM_SpendLogs" AS
SELECT request_id, call_type, key_hash AS api_key, cost AS spend,
       prompt_tokens + completion_tokens AS total_tokens, prompt_tokens, completion_tokens,
       started_at AS "startTime", ended_at AS "endTime",
       (EXTRACT(EPOCH FROM (ended_at - started_at)) * 1000)::BIGINT AS request_duration_ms,
       first_token_at AS "completionStartTime",
       COALESCE(upstream_model, requested_model) AS model, COALESCE(deployment_id, '') AS model_id,
       COALESCE(model_group, requested_model) AS model_group, provider AS custom_llm_provider, COALESCE(api_base, '') AS api_base,
       COALESCE(user_id, '') AS "user", '{}'::JSONB AS metadata,
       CASE WHEN cache_hit THEN 'True' ELSE 'False' END AS cache_hit, ''::TEXT AS cache_key,
       tags::JSONB AS request_tags, team_id, NULL::TEXT AS organization_id, end_user,
       NULL::TEXT AS requester_ip_address, '{}'::JSONB AS messages, '{}'::JSONB AS response, NULL::TEXT AS session_id,
       CASE WHEN status < 400 THEN 'success' ELSE 'failure' END AS status
FROM spend_logs;
