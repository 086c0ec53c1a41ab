-- When spend was last set or begun anew: what a request that began before has cost does not count any more, however late its row is stored.
ALTER TABLE virtual_keys ADD COLUMN spend_since TIMESTAMPTZ;
ALTER TABLE teams ADD COLUMN spend_since TIMESTAMPTZ;
ALTER TABLE team_members ADD COLUMN spend_since TIMESTAMPTZ;
ALTER TABLE users ADD COLUMN spend_since TIMESTAMPTZ;
ALTER TABLE customers ADD COLUMN spend_since TIMESTAMPTZ;
ALTER TABLE tags ADD COLUMN spend_since TIMESTAMPTZ;
