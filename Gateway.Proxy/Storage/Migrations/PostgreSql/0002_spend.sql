-- Tells a row that is written again after a crash from another request under the same id (clients may choose ids).
ALTER TABLE spend_logs ADD COLUMN log_id BIGINT NOT NULL DEFAULT 0;

-- The log page filters by these; each is read backwards from the newest row.
CREATE INDEX spend_logs_by_user ON spend_logs (user_id, started_at) WHERE user_id IS NOT NULL;
CREATE INDEX spend_logs_by_end_user ON spend_logs (end_user, started_at) WHERE end_user IS NOT NULL;
CREATE INDEX spend_logs_by_model ON spend_logs (requested_model, started_at);
CREATE INDEX spend_logs_failed ON spend_logs (started_at, request_id) WHERE status >= 400;

CREATE TABLE spend_log_tags (
    tag                  TEXT NOT NULL,
    started_at           TIMESTAMPTZ NOT NULL,
    request_id           TEXT NOT NULL,
    PRIMARY KEY (tag, started_at, request_id)
);
CREATE INDEX spend_log_tags_by_time ON spend_log_tags (started_at);

-- As daily_spend, for each tag: a request with two tags counts under both.
CREATE TABLE daily_tag_spend (
    day                  TEXT NOT NULL,
    tag                  TEXT NOT NULL,
    key_hash             TEXT NOT NULL,
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
    PRIMARY KEY (day, tag, key_hash, requested_model, model_group, provider, call_type)
);
