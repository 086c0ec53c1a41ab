using System.Text.Json.Nodes;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.StoredModels;

/// <summary>
/// <c>/access_group/*</c>: names that stand for several models in the lists of keys, teams and organizations. They are in <c>model_info.access_groups</c>
/// of each deployment, so that these calls change models added at run time; those of the config file are changed there.
/// </summary>
internal static class AccessGroupEndpoints
{
    private const string Field = "access_groups";

    public static void MapAccessGroups(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/access_group/new", ManagementAccess.Admin, "Make an access group", NewAsync);
        routes.MapManagementGet("/access_group/list", ManagementAccess.Viewer, "List access groups", ListAsync);
        routes.MapManagementGet("/access_group/{group}/info", ManagementAccess.Viewer, "Show an access group", InfoAsync);
        routes.MapManagementPut("/access_group/{group}/update", ManagementAccess.Admin, "Set the models of an access group", UpdateAsync);
        routes.MapManagementDelete("/access_group/{group}/delete", ManagementAccess.Admin, "Delete an access group", DeleteAsync);
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var group = call.RequiredText("access_group");
        if (Members(call, group).Count > 0)
        {
            throw ManagementException.Invalid("access_group", $"the access group '{group}' already exists.");
        }

        return await SetAsync(call, group, Asked(call));
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call) => await SetAsync(call, Existing(call), Asked(call));

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var group = Existing(call);
        if (Members(call, group).FirstOrDefault(member => !member.IsStored) is { PublicName: { } name })
        {
            throw ManagementException.Invalid("access_group", $"the model '{name}' of the config file is in it; change it there.");
        }

        var answer = await SetAsync(call, group, new([], []));
        answer["message"] = $"Access group '{group}' deleted. Keys and teams that name it get no model by it any more.";
        return answer;
    }

    private static Task<JsonNode> ListAsync(ManagementCall call)
    {
        var groups = call.Snapshot.Config.ModelList.SelectMany(entry => entry.ModelInfo.AccessGroups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Task.FromResult<JsonNode>(new JsonObject { [Field] = new JsonArray([.. groups.Select(group => (JsonNode)Show(call, group))]) });
    }

    private static Task<JsonNode> InfoAsync(ManagementCall call) => Task.FromResult<JsonNode>(Show(call, Existing(call)));

    private static JsonObject Show(ManagementCall call, string group)
    {
        var members = Members(call, group);
        return new JsonObject { ["access_group"] = group, ["model_names"] = Names(members.Select(member => member.PublicName)), ["deployment_count"] = members.Count };
    }

    private static List<ModelEntry> Members(ManagementCall call, string group) =>
        [.. call.Snapshot.Config.ModelList.Where(entry => entry.ModelInfo.AccessGroups.Contains(group, StringComparer.Ordinal))];

    private static string Existing(ManagementCall call)
    {
        var group = (string)call.Http.GetRouteValue("group")!;
        return Members(call, group).Count > 0 ? group : throw ManagementException.NotFound("access group", group);
    }

    // {"model_names": ["a"], "model_ids": ["…"]}: all deployments of a name, or single ones.
    private static AskedModels Asked(ManagementCall call)
    {
        var asked = new AskedModels(call.Texts("model_names"), call.Texts("model_ids"));
        if (asked is { Names.Count: 0, Ids.Count: 0 })
        {
            throw ManagementException.Missing("model_names");
        }

        foreach (var name in asked.Names)
        {
            Check("model_names", name, [.. call.Snapshot.Config.ModelList.Where(entry => entry.ModelName == name).Select(entry => entry.IsStored)]);
        }

        foreach (var id in asked.Ids)
        {
            Check("model_ids", id, call.Snapshot.DeploymentsById.TryGetValue(id, out var deployment) ? [deployment.IsStored] : []);
        }

        return asked;
    }

    private static void Check(string field, string model, IReadOnlyList<bool> areStored)
    {
        if (areStored.Count == 0)
        {
            throw ManagementException.Invalid(field, $"there is no model '{model}'.");
        }

        if (!areStored.Contains(true))
        {
            throw ManagementException.Invalid(field, $"the model '{model}' is in the config file; add the group to its model_info.access_groups there.");
        }
    }

    // Exactly these of the stored models are in the group from now on.
    private static async Task<JsonObject> SetAsync(ManagementCall call, string group, AskedModels asked)
    {
        var cipher = call.Http.RequestServices.GetRequiredService<StoredModelCipher>();
        var changed = await call.ChangeAsync(async transaction =>
        {
            var changed = new List<string>();
            foreach (var row in await StoredModelStore.ListAsync(transaction.Connection, transaction.Transaction, transaction.Cancellation))
            {
                if (cipher.Decrypt(row) is { } before && Change(before, group, asked.Names.Contains(before.Name) || asked.Ids.Contains(before.Id)) is { } after)
                {
                    await StoredModelEndpoints.ReplaceAsync(call, transaction, row, before, after);
                    changed.Add(after.Name);
                }
            }

            return changed;
        });
        return new JsonObject { ["access_group"] = group, ["model_names"] = Names(asked.Names), ["models_updated"] = changed.Count };
    }

    // Null: it is as it is to be.
    private static StoredModel? Change(StoredModel model, string group, bool belongs)
    {
        var groups = (model.ModelInfo[Field] as JsonArray ?? []).Select(item => item?.ToString()).OfType<string>().ToList();
        if (groups.Contains(group) == belongs)
        {
            return null;
        }

        var info = (JsonObject)model.ModelInfo.DeepClone();
        info[Field] = new JsonArray([.. (belongs ? groups.Append(group) : groups.Where(name => name != group)).Select(name => (JsonNode)name)]);
        return model with { ModelInfo = info };
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);

    private sealed record AskedModels(IReadOnlyList<string> Names, IReadOnlyList<string> Ids);
}
