-- Tags that somebody has made, to give them a description and a budget. Requests may carry any others too.
CREATE TABLE tags (
    name                 TEXT PRIMARY KEY,
    description          TEXT,
    models               TEXT NOT NULL,
    max_budget           DOUBLE PRECISION,
    soft_budget          DOUBLE PRECISION,
    budget_duration      TEXT,
    budget_reset_at      TIMESTAMPTZ,
    spend                DOUBLE PRECISION NOT NULL DEFAULT 0,
    created_by           TEXT,
    created_at           TIMESTAMPTZ NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL
);
