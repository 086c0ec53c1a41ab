-- What management calls have changed, in the order of their commits: replicas ask for what came after the last one they saw.
CREATE TABLE change_counter (
    id                   INTEGER PRIMARY KEY,
    value                INTEGER NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 0);

CREATE TABLE changes (
    sequence             INTEGER PRIMARY KEY,
    table_name           TEXT NOT NULL,
    object_id            TEXT NOT NULL,
    -- The row's spend was set on purpose (a reset), so that live counters take it over.
    spend_set            INTEGER NOT NULL,
    changed_at           TEXT NOT NULL
);
