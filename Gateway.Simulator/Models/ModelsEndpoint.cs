using System.Text.Json;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Requests;

namespace Gateway.Simulator.Models;

/// <summary>
/// GET /v1/models: a card for every served name, and one for each LoRA adapter with the model as parent.
/// <code>
/// {"object":"list","data":[{"id":"gpt-oss-20b","object":"model","created":1,"owned_by":"vllm","root":"gpt-oss-20b","parent":null,
///  "max_model_len":131072,"permission":[{"id":"modelperm-…","object":"model_permission",…}]}]}
/// </code>
/// </summary>
internal static class ModelsEndpoint
{
    public static void MapModels(this IEndpointRouteBuilder app) => app.MapGet("/v1/models", (RequestDelegate)List);

    private static Task List(HttpContext context)
    {
        var engine = context.Engine();
        var settings = engine.Settings;
        var created = engine.Time.GetUtcNow().ToUnixTimeSeconds();
        return JsonResponse.WriteAsync(context, JsonResponse.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var name in settings.Aliases.Prepend(settings.Model).Distinct())
            {
                WriteCard(json, name, created, null, settings.MaxModelLen, settings.Model);
            }

            foreach (var adapter in settings.LoraAdapters)
            {
                WriteCard(json, adapter, created, settings.Model, null, adapter);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    private static void WriteCard(Utf8JsonWriter json, string id, long created, string? parent, int? maxModelLen, string root)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("object", "model");
        json.WriteNumber("created", created);
        json.WriteString("owned_by", "vllm");
        json.WriteString("root", root);
        json.WriteString("parent", parent);
        if (maxModelLen is { } length)
        {
            json.WriteNumber("max_model_len", length);
        }
        else
        {
            json.WriteNull("max_model_len");
        }

        json.WriteStartArray("permission");
        json.WriteStartObject();
        json.WriteString("id", "modelperm-" + id);
        json.WriteString("object", "model_permission");
        json.WriteNumber("created", created);
        foreach (var (right, isGiven) in (ReadOnlySpan<(string, bool)>)[
            ("allow_create_engine", false), ("allow_sampling", true), ("allow_logprobs", true), ("allow_search_indices", false), ("allow_view", true), ("allow_fine_tuning", false)])
        {
            json.WriteBoolean(right, isGiven);
        }

        json.WriteString("organization", "*");
        json.WriteNull("group");
        json.WriteBoolean("is_blocking", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
