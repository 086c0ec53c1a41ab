-- Keys that are to be replaced by their holders, again and again.
ALTER TABLE virtual_keys ADD COLUMN auto_rotate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE virtual_keys ADD COLUMN rotation_interval TEXT;
ALTER TABLE virtual_keys ADD COLUMN key_rotation_at TEXT;
ALTER TABLE virtual_keys ADD COLUMN last_rotation_at TEXT;
ALTER TABLE virtual_keys ADD COLUMN rotation_count INTEGER NOT NULL DEFAULT 0;
