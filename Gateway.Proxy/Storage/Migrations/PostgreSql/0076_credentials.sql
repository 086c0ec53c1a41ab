-- Credentials of providers, kept once for all models that name them.
CREATE TABLE credentials (
    credential_name      TEXT PRIMARY KEY,
    -- {"credential_values":{…},"credential_info":{…}}: AES-GCM, bound to the name, in base64.
    encrypted            TEXT NOT NULL,
    created_at           TIMESTAMPTZ NOT NULL,
    created_by           TEXT NOT NULL,
    updated_at           TIMESTAMPTZ NOT NULL,
    updated_by           TEXT NOT NULL
);
