-- What members of a team may do with its keys, as a JSON list of routes; null: read their own.
ALTER TABLE teams ADD COLUMN team_member_permissions TEXT;
