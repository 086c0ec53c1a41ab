using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Configuration.Reading;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.StoredSettings;

/// <summary>
/// <c>/config/update</c>, <c>/config/field/*</c>, <c>/config/list</c>, <c>/router/settings</c>: the config's settings, changed
/// while the gateway runs, on all replicas. What was changed wins over the file until it is taken back.
/// </summary>
internal static class StoredSettingEndpoints
{
    public static void MapStoredSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/config/update", ManagementAccess.Admin, "Change settings", UpdateAsync);
        routes.MapManagementPost("/config/field/update", ManagementAccess.Admin, "Change one setting", UpdateFieldAsync);
        routes.MapManagementPost("/config/field/delete", ManagementAccess.Admin, "Take the change of a setting back", DeleteFieldAsync);
        routes.MapManagementGet("/config/field/info", ManagementAccess.Viewer, "Show one setting", InfoAsync);
        routes.MapManagementGet("/config/field/list", ManagementAccess.Viewer, "List settings", ListAsync);
        routes.MapManagementGet("/config/list", ManagementAccess.Viewer, "List settings", ListAsync);
        routes.MapManagementGet("/router/settings", ManagementAccess.Viewer, "Routing as it is in force", RouterAsync);
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        await ChangeAsync(call, SettingChanges.Read(call.Body));
        return new JsonObject { ["message"] = "Config updated successfully" };
    }

    // {"field_name": "num_retries", "field_value": 3, "config_type": "router_settings"}
    private static async Task<JsonNode> UpdateFieldAsync(ManagementCall call)
    {
        var field = Named(call.RequiredText("field_name"), call.Text("config_type"));
        var value = call.Body["field_value"] ?? throw ManagementException.Missing("field_value");
        await ChangeAsync(call, [(field, value)]);
        return await ShowAsync(call, field);
    }

    private static async Task<JsonNode> DeleteFieldAsync(ManagementCall call)
    {
        var field = Named(call.RequiredText("field_name"), call.Text("config_type"));
        await ChangeAsync(call, [(field, null)]);
        return await ShowAsync(call, field);
    }

    private static Task<JsonNode> InfoAsync(ManagementCall call) =>
        ShowAsync(call, Named(call.Query("field_name") ?? throw ManagementException.Missing("field_name"), call.Query("config_type")));

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var section = call.Query("config_type") ?? SettingFields.General;
        var stored = await StoredAsync(call);
        return new JsonArray([.. SettingFields.All.Where(field => field.Section == section).Select(field => Show(call, field, stored))]);
    }

    private static async Task<JsonNode> RouterAsync(ManagementCall call)
    {
        var stored = await StoredAsync(call);
        var fields = SettingFields.All.Where(field => field.Section == SettingFields.Router).Select(field => Describe(call, field, stored)).ToList();
        return Fields.ToNode(new RouterSettingsReport(fields), ContractsJson.Default.RouterSettingsReport);
    }

    /// <summary>All of it or nothing: the config that would come of it is read and checked as the file would be.</summary>
    private static Task<int> ChangeAsync(ManagementCall call, List<(SettingField Field, JsonNode? Value)> changes) => call.ChangeAsync(async transaction =>
    {
        var before = await StoredSettingStore.ListAsync(transaction.Connection, transaction.Transaction, transaction.Cancellation);
        var after = before.ToDictionary(setting => setting.Id);
        foreach (var (field, value) in changes)
        {
            var setting = new StoredSetting(field.Section, field.Name, value!);
            if (value is null)
            {
                after.Remove(setting.Id);
            }
            else
            {
                after[setting.Id] = setting;
            }
        }

        var config = Read(call, [.. after.Values]);
        changes.ForEach(change => RequireGroups(call, change.Field, config));
        foreach (var setting in changes.Select(change => new StoredSetting(change.Field.Section, change.Field.Name, change.Value!)))
        {
            var old = before.Find(other => other.Id == setting.Id);
            if (setting.Value is null && old is null)
            {
                continue;
            }

            await (setting.Value is null
                ? StoredSettingStore.DeleteAsync(transaction.Connection, setting, transaction.Transaction, transaction.Cancellation)
                : StoredSettingStore.PutAsync(transaction.Connection, setting, call.Now, call.Caller.Name, transaction.Transaction, transaction.Cancellation));
            await transaction.RecordAsync(Verb(old, setting), StoredSettingStore.Table, setting.Id, Json(setting, old?.Value), Json(setting, setting.Value), spendSet: false);
        }

        return changes.Count;
    });

    private static GatewayConfig Read(ManagementCall call, IReadOnlyList<StoredSetting> settings)
    {
        var result = call.Http.RequestServices.GetRequiredService<ConfigFile>().Try(settings);
        if (result.Config is { } config)
        {
            return config;
        }

        throw result.Errors.FirstOrDefault(error => error.File == StoredLayer.Source) is { } own
            ? ManagementException.Invalid(own.Key, own.Message + ".")
            : ManagementException.Invalid("config", $"the config file has errors and must be mended first: {result.Errors[0]}.");
    }

    // In the file it is a warning; here nobody would see that, and the fallback would be missed when it is needed.
    private static void RequireGroups(ManagementCall call, SettingField field, GatewayConfig config)
    {
        var router = config.RouterSettings;
        var unknown = SettingChanges.GroupsNamedBy(field.Name, router).FirstOrDefault(group => !router.ModelGroupAlias.ContainsKey(group) && !call.Snapshot.TryResolve(group, out _));
        if (unknown is not null)
        {
            throw ManagementException.Invalid($"{field.Section}.{field.Name}", $"there is no model group '{unknown}'.");
        }
    }

    private static string Verb(StoredSetting? old, StoredSetting setting) => (old, setting.Value) switch
    {
        (_, null) => "deleted",
        (null, _) => "created",
        _ => "updated",
    };

    private static string? Json(StoredSetting setting, JsonNode? value) => value is null ? null : new JsonObject { [setting.Name] = value.DeepClone() }.ToJsonString();

    private static SettingField Named(string name, string? section) =>
        section is null ? SettingFields.All.FirstOrDefault(field => field.Name == name) ?? SettingChanges.Find(SettingFields.General, name) : SettingChanges.Find(section, name);

    private static Task<List<StoredSetting>> StoredAsync(ManagementCall call) =>
        call.Store.ReadAsync(connection => StoredSettingStore.ListAsync(connection, null, call.Aborted), call.Aborted);

    private static async Task<JsonNode> ShowAsync(ManagementCall call, SettingField field) => Show(call, field, await StoredAsync(call));

    private static JsonObject Show(ManagementCall call, SettingField field, List<StoredSetting> stored) =>
        Fields.ToNode(Describe(call, field, stored), ContractsJson.Default.SettingInfo);

    private static SettingInfo Describe(ManagementCall call, SettingField field, List<StoredSetting> stored)
    {
        var standard = field.Default is { } text ? JsonNode.Parse(text) : null;
        return new(
            field.Name, field.Type, field.Description, InForce(call, field) ?? standard?.DeepClone(), standard,
            stored.Exists(setting => setting.Section == field.Section && setting.Name == field.Name), field.Options);
    }

    // As it is written, wherever that is.
    private static JsonNode? InForce(ManagementCall call, SettingField field)
    {
        var config = call.Http.RequestServices.GetRequiredService<ConfigStore>().Current;
        return config.Sections.GetValueOrDefault(field.Section)?.Find(field.Name)?.Value is { } node
            ? JsonNode.Parse(NodeJson.Write(node, new ReadContext(new Findings(), Environment.GetEnvironmentVariable)))
            : null;
    }
}
