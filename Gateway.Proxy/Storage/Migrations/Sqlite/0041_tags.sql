-- Tags that somebody has made, to give them a description and a budget. Requests may carry any others too.
CREATE TABLE tags (
    name                 TEXT PRIMARY KEY,
    description          TEXT,
    models               TEXT NOT NULL,
    max_budget           REAL,
    soft_budget          REAL,
    budget_duration      TEXT,
    budget_reset_at      TEXT,
    spend                REAL NOT NULL DEFAULT 0,
    created_by           TEXT,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
);
