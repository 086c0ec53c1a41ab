-- Answers of /v1/responses that may be asked for again, or gone on from. Each belongs to the key that made it.
CREATE TABLE responses (
    response_id          TEXT PRIMARY KEY,
    key_hash             TEXT NOT NULL,
    created_at           TEXT        NOT NULL,
    -- queued, in_progress, completed, incomplete, failed, cancelled
    status               TEXT NOT NULL,
    -- The answer that this one goes on from.
    previous_id          TEXT,
    -- Set where the model server keeps the answer itself: the deployment to ask.
    deployment_id        TEXT,
    -- What this turn put in: a JSON list of items.
    input                TEXT NOT NULL,
    -- The response object as JSON; NULL where the server keeps it.
    response             TEXT
);
CREATE INDEX responses_created_at ON responses (created_at);
