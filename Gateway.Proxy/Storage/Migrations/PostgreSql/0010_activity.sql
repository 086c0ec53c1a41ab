-- Sums a minute and an hour, kept in the transaction that writes the rows: what charts show. Times are seconds since 1970.
CREATE TABLE activity (
    resolution           INTEGER NOT NULL,
    starts_at            BIGINT NOT NULL,
    model_group          TEXT NOT NULL,
    requests             BIGINT NOT NULL,
    failures             BIGINT NOT NULL,
    cache_hits           BIGINT NOT NULL,
    prompt_tokens        BIGINT NOT NULL,
    completion_tokens    BIGINT NOT NULL,
    cost                 DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (resolution, starts_at, model_group)
);

-- How many requests took at most so many milliseconds, and longer than the next lower limit.
CREATE TABLE activity_latency (
    resolution           INTEGER NOT NULL,
    starts_at            BIGINT NOT NULL,
    model_group          TEXT NOT NULL,
    measure              TEXT NOT NULL,
    at_most_ms           INTEGER NOT NULL,
    requests             BIGINT NOT NULL,
    PRIMARY KEY (resolution, starts_at, model_group, measure, at_most_ms)
);

-- What is known of a request beyond its spend log: only of those that failed or took more than one attempt.
CREATE TABLE request_details (
    request_id           TEXT PRIMARY KEY,
    started_at           TIMESTAMPTZ NOT NULL,
    error_message        TEXT,
    attempts             TEXT NOT NULL,
    trace_id             TEXT
);
CREATE INDEX request_details_by_time ON request_details (started_at);

-- Deployments that get no new requests until they are put back.
CREATE TABLE drained_deployments (
    deployment_id        TEXT PRIMARY KEY,
    drained_at           TIMESTAMPTZ NOT NULL,
    drained_by           TEXT NOT NULL
);
