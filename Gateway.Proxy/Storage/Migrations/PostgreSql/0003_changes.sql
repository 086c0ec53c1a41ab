-- What management calls have changed, in the order of their commits: replicas ask for what came after the last one they saw.
CREATE TABLE change_counter (
    id                   INTEGER PRIMARY KEY,
    value                BIGINT NOT NULL
);
INSERT INTO change_counter (id, value) VALUES (1, 0);

CREATE TABLE changes (
    sequence             BIGINT PRIMARY KEY,
    table_name           TEXT NOT NULL,
    object_id            TEXT NOT NULL,
    -- The row's spend was set on purpose (a reset), so that live counters take it over.
    spend_set            BOOLEAN NOT NULL,
    changed_at           TIMESTAMPTZ NOT NULL
);
