-- Keys that are to be replaced by their holders, again and again.
ALTER TABLE virtual_keys ADD COLUMN auto_rotate BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE virtual_keys ADD COLUMN rotation_interval TEXT;
ALTER TABLE virtual_keys ADD COLUMN key_rotation_at TIMESTAMPTZ;
ALTER TABLE virtual_keys ADD COLUMN last_rotation_at TIMESTAMPTZ;
ALTER TABLE virtual_keys ADD COLUMN rotation_count INTEGER NOT NULL DEFAULT 0;
