-- How each deployment has served each day, kept in the transaction that writes the rows. An answer from the cache is no deployment's.
CREATE TABLE deployment_days (
    day                  TEXT NOT NULL,
    model_group          TEXT NOT NULL,
    deployment_id        TEXT NOT NULL,
    -- '' for requests that succeeded.
    error_type           TEXT NOT NULL,
    requests             BIGINT NOT NULL,
    completion_tokens    BIGINT NOT NULL,
    duration_ms          BIGINT NOT NULL,
    -- Streams only: how many had a first token, and what all of these took together.
    first_tokens         BIGINT NOT NULL,
    first_token_ms       BIGINT NOT NULL,
    -- Took longer than five minutes.
    slow                 BIGINT NOT NULL,
    PRIMARY KEY (day, model_group, deployment_id, error_type)
);
