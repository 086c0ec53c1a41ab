using System.Globalization;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Import;

/// <summary>LiteLLM's spend logs: what is read of them, and how a row becomes one of <c>spend_logs</c>.</summary>
internal static class LiteLlmSpend
{
    /// <summary>Neither prompts nor answers, which may be large.</summary>
    public static readonly string[] Columns =
    [
        "request_id", "call_type", "api_key", "spend", "prompt_tokens", "completion_tokens", "startTime", "endTime", "completionStartTime", "model",
        "model_id", "model_group", "custom_llm_provider", "api_base", "user", "cache_hit", "request_tags", "team_id", "end_user", "session_id", "status", "organization_id",
    ];

    /// <summary>Of the metadata, only what has a column here.</summary>
    public static readonly string[] Metadata =
    [
        "t.metadata::jsonb ->> 'user_api_key_alias' AS key_alias",
        "t.metadata::jsonb ->> 'status' AS metadata_status",
        "t.metadata::jsonb #>> '{error_information,error_code}' AS error_code",
        "t.metadata::jsonb #>> '{error_information,error_class}' AS error_class",
        "t.metadata::jsonb #>> '{usage_object,prompt_tokens_details,cached_tokens}' AS cached_tokens",
        "t.metadata::jsonb #>> '{usage_object,completion_tokens_details,reasoning_tokens}' AS reasoning_tokens",
    ];

    public static List<string> Tags(LiteLlmRow row) => [.. row.Texts("request_tags").Distinct()];

    /// <summary>In the order of <see cref="SpendSql.BatchColumns"/>; what the charts need is left out, since they show what this gateway has served.</summary>
    public static object?[] Values(LiteLlmRow row, long logId)
    {
        var start = row.Time("startTime") ?? row.Time("endTime") ?? DateTimeOffset.UnixEpoch;
        var model = row.Text("model");
        var group = row.Text("model_group") ?? model;
        return
        [
            row.Node("request_id")!.GetValue<string>(),
            start,
            row.Time("endTime") ?? start,
            row.Time("completionStartTime"),
            row.Text("call_type") ?? "",
            "",
            row.Text("api_key") ?? "",
            row.Text("key_alias"),
            row.Text("user"),
            row.Text("team_id"),
            row.Text("end_user"),
            SpendBatch.Json(Tags(row)),
            group ?? "",
            group,
            row.Text("model_id"),
            model,
            row.Text("custom_llm_provider"),
            row.Text("api_base"),
            Status(row),
            row.Text("error_class"),
            false,
            string.Equals(row.Text("cache_hit"), "true", StringComparison.OrdinalIgnoreCase),
            1,
            0,
            row.Integer("prompt_tokens") ?? 0L,
            row.Integer("completion_tokens") ?? 0L,
            row.Integer("cached_tokens") ?? 0L,
            row.Integer("reasoning_tokens") ?? 0L,
            false,
            row.Number("spend") ?? 0,
            logId,
            row.Text("session_id"),
            row.Text("organization_id"),
            start.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            null,
            null,
            null,
            null,
            null,
        ];
    }

    // LiteLLM says success or failure, older versions in the metadata only; the code of an error is there too, but not always a number.
    private static int Status(LiteLlmRow row) => (row.Text("status") ?? row.Text("metadata_status")) != "failure"
        ? StatusCodes.Status200OK
        : row.Integer("error_code") is >= 400 and < 600 and var code ? (int)code : StatusCodes.Status500InternalServerError;
}
