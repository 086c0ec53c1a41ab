-- Uploads, and what batches write. The content is on disk, in a file named like its id.
CREATE TABLE files (
    file_id              TEXT PRIMARY KEY,
    key_hash             TEXT NOT NULL,
    filename             TEXT NOT NULL,
    purpose              TEXT NOT NULL,
    bytes                INTEGER NOT NULL,
    created_at           TEXT NOT NULL
);
CREATE INDEX files_key_hash ON files (key_hash, created_at);

CREATE TABLE batches (
    batch_id             TEXT PRIMARY KEY,
    key_hash             TEXT NOT NULL,
    created_at           TEXT NOT NULL,
    -- validating, in_progress, finalizing, completed, failed, cancelling, cancelled, expired
    status               TEXT NOT NULL,
    -- The batch object as clients see it, as JSON.
    document             TEXT NOT NULL,
    -- The process that works on it, and until when nobody else may take it over.
    owner                TEXT,
    leased_until         TEXT
);
CREATE INDEX batches_key_hash ON batches (key_hash, created_at);
CREATE INDEX batches_status ON batches (status);
