-- How each deployment has served each day, kept in the transaction that writes the rows. An answer from the cache is no deployment's.
CREATE TABLE deployment_days (
    day                  TEXT NOT NULL,
    model_group          TEXT NOT NULL,
    deployment_id        TEXT NOT NULL,
    -- '' for requests that succeeded.
    error_type           TEXT NOT NULL,
    requests             INTEGER NOT NULL,
    completion_tokens    INTEGER NOT NULL,
    duration_ms          INTEGER NOT NULL,
    -- Streams only: how many had a first token, and what all of these took together.
    first_tokens         INTEGER NOT NULL,
    first_token_ms       INTEGER NOT NULL,
    -- Took longer than five minutes.
    slow                 INTEGER NOT NULL,
    PRIMARY KEY (day, model_group, deployment_id, error_type)
);
