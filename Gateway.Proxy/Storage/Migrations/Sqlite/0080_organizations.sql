-- What teams and keys belong to, with a budget and limits for all of them. Lists and maps are JSON text.
CREATE TABLE organizations (
    organization_id      TEXT PRIMARY KEY,
    organization_alias   TEXT,
    models               TEXT NOT NULL,
    budget_id            TEXT,
    max_budget           REAL,
    soft_budget          REAL,
    budget_duration      TEXT,
    budget_reset_at      TEXT,
    tpm_limit            INTEGER,
    rpm_limit            INTEGER,
    max_parallel_requests INTEGER,
    model_rpm_limit      TEXT,
    model_tpm_limit      TEXT,
    spend                REAL NOT NULL DEFAULT 0,
    spend_since          TEXT,
    blocked              INTEGER NOT NULL DEFAULT 0,
    metadata             TEXT NOT NULL,
    created_by           TEXT,
    created_at           TEXT NOT NULL,
    updated_by           TEXT,
    updated_at           TEXT NOT NULL
);

CREATE TABLE organization_members (
    organization_id      TEXT NOT NULL REFERENCES organizations (organization_id) ON DELETE CASCADE,
    user_id              TEXT NOT NULL,
    role                 TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX organization_members_by_user ON organization_members (user_id);

-- They were kept with the metadata, and nothing came of them.
ALTER TABLE teams ADD COLUMN organization_id TEXT;
ALTER TABLE virtual_keys ADD COLUMN organization_id TEXT;
UPDATE teams SET organization_id = NULLIF(JSON_EXTRACT(metadata, '$.organization_id'), ''), metadata = JSON_REMOVE(metadata, '$.organization_id')
WHERE metadata LIKE '%"organization_id"%';
UPDATE virtual_keys SET organization_id = NULLIF(JSON_EXTRACT(metadata, '$.organization_id'), ''), metadata = JSON_REMOVE(metadata, '$.organization_id')
WHERE metadata LIKE '%"organization_id"%';
CREATE INDEX teams_by_organization ON teams (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX virtual_keys_by_organization ON virtual_keys (organization_id) WHERE organization_id IS NOT NULL;

-- At the time of the request: teams may change their organization.
ALTER TABLE spend_logs ADD COLUMN organization_id TEXT;
CREATE INDEX spend_logs_by_organization ON spend_logs (organization_id, started_at) WHERE organization_id IS NOT NULL;

-- As daily_spend, for what belongs to an organization.
CREATE TABLE daily_organization_spend (
    day                  TEXT NOT NULL,
    organization_id      TEXT NOT NULL,
    team_id              TEXT NOT NULL,
    key_hash             TEXT NOT NULL,
    requested_model      TEXT NOT NULL,
    model_group          TEXT NOT NULL,
    provider             TEXT NOT NULL,
    call_type            TEXT NOT NULL,
    requests             INTEGER NOT NULL,
    successes            INTEGER NOT NULL,
    failures             INTEGER NOT NULL,
    cache_hits           INTEGER NOT NULL,
    prompt_tokens        INTEGER NOT NULL,
    completion_tokens    INTEGER NOT NULL,
    cached_tokens        INTEGER NOT NULL,
    cost                 REAL NOT NULL,
    PRIMARY KEY (day, organization_id, team_id, key_hash, requested_model, model_group, provider, call_type)
);
CREATE INDEX daily_organization_spend_by_organization ON daily_organization_spend (organization_id, day);

DROP VIEW "LiteLLM_SpendLogs";
CREATE VIEW "LiteLLM_SpendLogs" AS
SELECT request_id, call_type, key_hash AS api_key, cost AS spend,
       prompt_tokens + completion_tokens AS total_tokens, prompt_tokens, completion_tokens,
       started_at AS "startTime", ended_at AS "endTime",
       CAST(ROUND((JULIANDAY(ended_at) - JULIANDAY(started_at)) * 86400000) AS INTEGER) AS request_duration_ms,
       first_token_at AS "completionStartTime",
       COALESCE(upstream_model, requested_model) AS model, COALESCE(deployment_id, '') AS model_id,
       COALESCE(model_group, requested_model) AS model_group, provider AS custom_llm_provider, COALESCE(api_base, '') AS api_base,
       COALESCE(user_id, '') AS "user", '{}' AS metadata,
       CASE WHEN cache_hit THEN 'True' ELSE 'False' END AS cache_hit, '' AS cache_key,
       tags AS request_tags, team_id, organization_id, end_user,
       NULL AS requester_ip_address, '{}' AS messages, '{}' AS response, session_id,
       CASE WHEN status < 400 THEN 'success' ELSE 'failure' END AS status
FROM spend_logs;
