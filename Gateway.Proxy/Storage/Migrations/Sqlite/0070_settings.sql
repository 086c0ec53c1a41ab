-- Settings changed at run time; each wins over what the config file says about its key.
CREATE TABLE settings (
    section              TEXT NOT NULL,
    name                 TEXT NOT NULL,
    -- JSON.
    value                TEXT NOT NULL,
    updated_at           TEXT NOT NULL,
    updated_by           TEXT NOT NULL,
    PRIMARY KEY (section, name)
);
