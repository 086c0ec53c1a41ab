using Gateway.Proxy.Keys;
using Gateway.Tests.Servers;
using Npgsql;

namespace Gateway.Tests.Proxy.Import;

/// <summary>A database as LiteLLM leaves it.</summary>
internal sealed class LiteLlmDatabase
{
    public const string Key = "sk-old-key-of-litellm";

    /// <summary>More than a page of the import.</summary>
    public const int SpendLogs = 12_000;

    private const string Tables = """
        CREATE TABLE "LiteLLM_BudgetTable" (budget_id TEXT PRIMARY KEY, max_budget DOUBLE PRECISION, soft_budget DOUBLE PRECISION, max_parallel_requests INTEGER,
            tpm_limit BIGINT, rpm_limit BIGINT, model_max_budget JSONB, budget_duration TEXT, budget_reset_at TIMESTAMP(3), created_at TIMESTAMP(3) NOT NULL DEFAULT now(), updated_at TIMESTAMP(3) NOT NULL DEFAULT now());
        CREATE TABLE "LiteLLM_UserTable" (user_id TEXT PRIMARY KEY, user_alias TEXT, team_id TEXT, teams TEXT[] DEFAULT '{}', user_role TEXT, max_budget DOUBLE PRECISION,
            spend DOUBLE PRECISION NOT NULL DEFAULT 0, user_email TEXT, models TEXT[], metadata JSONB NOT NULL DEFAULT '{}', max_parallel_requests INTEGER, tpm_limit BIGINT, rpm_limit BIGINT,
            budget_duration TEXT, budget_reset_at TIMESTAMP(3), created_at TIMESTAMP(3) DEFAULT now(), updated_at TIMESTAMP(3) DEFAULT now());
        CREATE TABLE "LiteLLM_ModelTable" (id SERIAL PRIMARY KEY, model_aliases JSONB);
        CREATE TABLE "LiteLLM_TeamTable" (team_id TEXT PRIMARY KEY, team_alias TEXT, organization_id TEXT, admins TEXT[], members TEXT[], members_with_roles JSONB NOT NULL DEFAULT '{}',
            metadata JSONB NOT NULL DEFAULT '{}', max_budget DOUBLE PRECISION, spend DOUBLE PRECISION NOT NULL DEFAULT 0, models TEXT[], max_parallel_requests INTEGER, tpm_limit BIGINT, rpm_limit BIGINT,
            budget_duration TEXT, budget_reset_at TIMESTAMP(3), blocked BOOLEAN NOT NULL DEFAULT false, model_id INTEGER, created_at TIMESTAMP(3) NOT NULL DEFAULT now(), updated_at TIMESTAMP(3) NOT NULL DEFAULT now());
        CREATE TABLE "LiteLLM_TeamMembership" (user_id TEXT, team_id TEXT, spend DOUBLE PRECISION NOT NULL DEFAULT 0, budget_id TEXT, PRIMARY KEY (user_id, team_id));
        CREATE TABLE "LiteLLM_EndUserTable" (user_id TEXT PRIMARY KEY, alias TEXT, spend DOUBLE PRECISION NOT NULL DEFAULT 0, default_model TEXT, budget_id TEXT, blocked BOOLEAN NOT NULL DEFAULT false);
        CREATE TABLE "LiteLLM_VerificationToken" (token TEXT PRIMARY KEY, key_name TEXT, key_alias TEXT, soft_budget_cooldown BOOLEAN NOT NULL DEFAULT false, spend DOUBLE PRECISION NOT NULL DEFAULT 0,
            expires TIMESTAMP(3), models TEXT[], aliases JSONB NOT NULL DEFAULT '{}', config JSONB NOT NULL DEFAULT '{}', user_id TEXT, team_id TEXT, permissions JSONB NOT NULL DEFAULT '{}',
            max_parallel_requests INTEGER, metadata JSONB NOT NULL DEFAULT '{}', blocked BOOLEAN, tpm_limit BIGINT, rpm_limit BIGINT, max_budget DOUBLE PRECISION, budget_duration TEXT, budget_reset_at TIMESTAMP(3),
            allowed_cache_controls TEXT[] DEFAULT '{}', allowed_routes TEXT[] DEFAULT '{}', model_max_budget JSONB NOT NULL DEFAULT '{}', budget_id TEXT, organization_id TEXT,
            created_at TIMESTAMP(3) DEFAULT now(), created_by TEXT, updated_at TIMESTAMP(3) DEFAULT now(), updated_by TEXT);
        CREATE TABLE "LiteLLM_SpendLogs" (request_id TEXT PRIMARY KEY, call_type TEXT NOT NULL, api_key TEXT NOT NULL DEFAULT '', spend DOUBLE PRECISION NOT NULL DEFAULT 0, total_tokens INTEGER NOT NULL DEFAULT 0,
            prompt_tokens INTEGER NOT NULL DEFAULT 0, completion_tokens INTEGER NOT NULL DEFAULT 0, "startTime" TIMESTAMP(3) NOT NULL, "endTime" TIMESTAMP(3) NOT NULL, "completionStartTime" TIMESTAMP(3),
            model TEXT NOT NULL DEFAULT '', model_id TEXT DEFAULT '', model_group TEXT DEFAULT '', custom_llm_provider TEXT DEFAULT '', api_base TEXT DEFAULT '', "user" TEXT DEFAULT '', metadata JSONB DEFAULT '{}',
            cache_hit TEXT DEFAULT '', cache_key TEXT DEFAULT '', request_tags JSONB DEFAULT '[]', team_id TEXT, end_user TEXT, requester_ip_address TEXT, messages JSONB DEFAULT '{}', response JSONB DEFAULT '{}',
            session_id TEXT, status TEXT);
        CREATE TABLE "LiteLLM_OrganizationTable" (organization_id TEXT PRIMARY KEY, organization_alias TEXT NOT NULL, budget_id TEXT NOT NULL, metadata JSONB NOT NULL DEFAULT '{}', models TEXT[],
            spend DOUBLE PRECISION NOT NULL DEFAULT 0, model_spend JSONB NOT NULL DEFAULT '{}', created_at TIMESTAMP(3) NOT NULL DEFAULT now(), created_by TEXT NOT NULL, updated_at TIMESTAMP(3) NOT NULL DEFAULT now(), updated_by TEXT NOT NULL);
        CREATE TABLE "LiteLLM_OrganizationMembership" (user_id TEXT, organization_id TEXT, user_role TEXT, spend DOUBLE PRECISION DEFAULT 0, budget_id TEXT, created_at TIMESTAMP(3) DEFAULT now(), updated_at TIMESTAMP(3) DEFAULT now(), PRIMARY KEY (user_id, organization_id));
        """;

    private LiteLlmDatabase(string connection)
    {
        Connection = connection;
        var builder = new NpgsqlConnectionStringBuilder(connection);
        Url = $"postgresql://{builder.Username}:not-asked-for@{builder.Host}:{builder.Port}/{builder.Database}?schema=public";
    }

    public string Connection { get; }

    public string Url { get; }

    public static string Hash(string key) => KeyHash.Of(key).ToString();

    public static async Task<LiteLlmDatabase> CreateAsync(PostgresServer postgres)
    {
        var database = new LiteLlmDatabase(await postgres.NewDatabaseAsync());
        await database.ExecuteAsync(Tables);
        await database.ExecuteAsync($$$"""
            INSERT INTO "LiteLLM_OrganizationTable" (organization_id, organization_alias, budget_id, models, spend, created_by, updated_by) VALUES ('org', 'Acme', 'b1', '{a}', 4.5, 'u1', 'u1');
            INSERT INTO "LiteLLM_OrganizationMembership" (user_id, organization_id, user_role) VALUES ('u1', 'org', 'org_admin'), ('u2', 'org', NULL);
            INSERT INTO "LiteLLM_BudgetTable" (budget_id, max_budget, budget_duration) VALUES ('b1', 12.5, '30d'), ('b2', 3, NULL);
            INSERT INTO "LiteLLM_UserTable" (user_id, user_role, user_email, spend, models, metadata) VALUES ('u1', 'proxy_admin', 'u1@x.org', 1.25, '{a,"b c"}', '{"n":[1,2]}'), ('u2', NULL, NULL, 2, NULL, '{}');
            INSERT INTO "LiteLLM_ModelTable" (model_aliases) VALUES ('{"fast":"a"}');
            INSERT INTO "LiteLLM_TeamTable" (team_id, team_alias, organization_id, members_with_roles, spend, models, model_id, metadata)
                VALUES ('t1', 'Team', 'org', '[{"role":"admin","user_id":"u1"},{"role":"user","user_id":"u2"}]', 7.5, '{a}', 1, '{"model_rpm_limit":{"a":9}}'), ('t2', NULL, NULL, '{}', 0, '{}', NULL, '{}');
            INSERT INTO "LiteLLM_TeamMembership" VALUES ('u2', 't1', 0.5, 'b2');
            INSERT INTO "LiteLLM_EndUserTable" (user_id, spend, budget_id, blocked) VALUES ('c1', 0.75, 'b1', true);
            INSERT INTO "LiteLLM_VerificationToken" (token, key_name, key_alias, spend, models, user_id, team_id, metadata, aliases, allowed_cache_controls, expires, model_max_budget) VALUES
                ('{{{Hash(Key)}}}', 'sk-...ellm', 'same', 3.5, '{a}', 'u2', 't1', '{"tags":["batch"]}', '{"x":"a"}', '{no-cache}', '2099-01-02 03:04:05.678', '{"a":{"budget_limit":"5","time_period":"1d"}}'),
                ('{{{Hash("sk-second")}}}', 'sk-...cond', 'same', 0, '{}', NULL, NULL, '{}', '{}', '{}', NULL, '{}'),
                ('{{{Hash("sk-sign-in")}}}', 'sk-...n-in', NULL, 0, '{}', 'u1', 'litellm-dashboard', '{}', '{}', '{}', NULL, '{}');
            INSERT INTO "LiteLLM_SpendLogs" (request_id, call_type, api_key, spend, prompt_tokens, completion_tokens, "startTime", "endTime", model, model_group, custom_llm_provider, "user", team_id, cache_hit, request_tags, metadata, status)
                SELECT 'req-' || i, CASE WHEN i % 3 = 0 THEN 'aresponses' ELSE 'acompletion' END, '{{{Hash(Key)}}}', i / 1000.0, i, 1, '2026-03-01'::TIMESTAMP + i * INTERVAL '1 minute', '2026-03-01'::TIMESTAMP + i * INTERVAL '1 minute' + INTERVAL '2 seconds',
                    'openai/a', 'a', 'openai', 'u2', 't1', CASE WHEN i % 10 = 0 THEN 'True' ELSE 'False' END, CASE WHEN i % 2 = 0 THEN '["batch","batch"]'::JSONB ELSE '[]' END,
                    CASE WHEN i % 7 = 0 THEN '{"error_information":{"error_code":"429","error_class":"RateLimitError"}}' ELSE '{"user_api_key_alias":"same","usage_object":{"prompt_tokens_details":{"cached_tokens":4} }}' END::JSONB,
                    CASE WHEN i % 7 = 0 THEN 'failure' ELSE 'success' END
                FROM generate_series(1, {{{SpendLogs}}}) i;
            """);
        return database;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
