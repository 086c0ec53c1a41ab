-- The conversation that a request belongs to, as its client names it.
ALTER TABLE spend_logs ADD COLUMN session_id TEXT;
CREATE INDEX spend_logs_by_session ON spend_logs (session_id, started_at) WHERE session_id IS NOT NULL;

DROP VIEW "LiteLLM_SpendLogs";
CREATE VIEW "LiteLLM_SpendLogs" AS
SELECT request_id, call_type, key_hash AS api_key, cost AS spend,
       prompt_tokens + completion_tokens AS total_tokens, prompt_tokens, completion_tokens,
       started_at AS "startTime", ended_at AS "endTime",
       (EXTRACT(EPOCH FROM (ended_at - started_at)) * 1000)::BIGINT AS request_duration_ms,
       first_token_at AS "completionStartTime",
       COALESCE(upstream_model, requested_model) AS model, COALESCE(deployment_id, '') AS model_id,
       COALESCE(model_group, requested_model) AS model_group, provider AS custom_llm_provider, COALESCE(api_base, '') AS api_base,
       COALESCE(user_id, '') AS "user", '{}'::JSONB AS metadata,
       CASE WHEN cache_hit THEN 'True' ELSE 'False' END AS cache_hit, ''::TEXT AS cache_key,
       tags::JSONB AS request_tags, team_id, NULL::TEXT AS organization_id, end_user,
       NULL::TEXT AS requester_ip_address, '{}'::JSONB AS messages, '{}'::JSONB AS response, session_id,
       CASE WHEN status < 400 THEN 'success' ELSE 'failure' END AS status
FROM spend_logs;
