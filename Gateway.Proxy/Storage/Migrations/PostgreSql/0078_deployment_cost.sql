-- US dollars; what budgets of deployments are seeded from.
ALTER TABLE deployment_days ADD COLUMN cost DOUBLE PRECISION NOT NULL DEFAULT 0;
CREATE INDEX deployment_days_by_deployment ON deployment_days (deployment_id, day);
