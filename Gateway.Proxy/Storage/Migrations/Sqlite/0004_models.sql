-- Models added at run time. What they say holds keys of providers, so all of it is encrypted.
CREATE TABLE models (
    model_id             TEXT PRIMARY KEY,
    model_name           TEXT NOT NULL,
    -- {"litellm_params":{…},"model_info":{…}}: AES-GCM, bound to model_id, in base64.
    encrypted            TEXT NOT NULL,
    created_at           TEXT NOT NULL,
    created_by           TEXT NOT NULL,
    updated_at           TEXT NOT NULL,
    updated_by           TEXT NOT NULL
);
