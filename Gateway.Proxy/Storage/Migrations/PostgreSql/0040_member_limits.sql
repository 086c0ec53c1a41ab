-- What a member may use in the team in any 60 seconds.
ALTER TABLE team_members ADD COLUMN tpm_limit BIGINT;
ALTER TABLE team_members ADD COLUMN rpm_limit BIGINT;
