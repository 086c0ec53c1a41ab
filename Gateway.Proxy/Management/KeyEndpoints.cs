using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Keys;
using Gateway.Proxy.OpenAI;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/key/*</c>: changes. What reads is in <see cref="KeyQueries"/>.</summary>
internal static class KeyEndpoints
{
    private static readonly JsonObject s_noFields = [];

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/key/generate", ManagementAccess.ByRights, "Generate a key", call => GenerateAsync(call, TeamPermissions.Generate), KeyForm.All);
        routes.MapManagementPost("/key/service-account/generate", ManagementAccess.ByRights, "Generate a team's key without an owner", GenerateForServiceAsync, KeyForm.All);
        routes.MapManagementPost("/key/update", ManagementAccess.ByRights, "Update a key", call => UpdateAsync(call, call.Body), KeyForm.All);
        routes.MapManagementPost("/key/bulk_update", ManagementAccess.ByRights, "Update many keys", UpdateManyAsync);
        routes.MapManagementPost("/key/delete", ManagementAccess.ByRights, "Delete keys", DeleteAsync);
        routes.MapManagementPost("/key/regenerate", ManagementAccess.ByRights, "Regenerate a key", call => RegenerateAsync(call, call.RequiredText("key")), KeyForm.All);
        routes.MapManagementPost("/key/{key}/regenerate", ManagementAccess.ByRights, "Regenerate a key", call => RegenerateAsync(call, PathKey(call)), KeyForm.All);
        routes.MapManagementPost("/key/{key}/reset_spend", ManagementAccess.ByRights, "Set a key's spend", ResetSpendAsync);
        routes.MapManagementPost("/key/block", ManagementAccess.ByRights, "Block a key", call => BlockAsync(call, blocked: true, TeamPermissions.Block));
        routes.MapManagementPost("/key/unblock", ManagementAccess.ByRights, "Unblock a key", call => BlockAsync(call, blocked: false, TeamPermissions.Unblock));
        routes.MapKeyRotate();
        routes.MapKeyQueries();
    }

    /// <summary>Stores a new key; the answer is the only place where its text ever is.</summary>
    public static async Task<KeyInfo> InsertAsync(ManagementCall call, ManagementTransaction transaction, JsonObject body)
    {
        var text = ManagementCall.Text(body, "key") is { } chosen ? KeyToken.Chosen("key", chosen) : KeyToken.New();
        var created = new KeyInfo
        {
            Token = KeyToken.Hash(text),
            KeyName = KeyToken.Name(text),
            CreatedAt = call.Now,
            CreatedBy = call.Caller.Name,
        };
        await CheckFreeAsync(call, transaction, "key", created.Token);
        var settings = call.Snapshot.Config.LitellmSettings;
        await TeamMembers.FillKeyAsync(transaction, body);
        CreationDefaults.Fill(body, settings.DefaultKeyGenerateParams);
        CreationDefaults.Fill(body, settings.UpperboundKeyGenerateParams, isNew: true);
        var key = await KeyForm.MergeAsync(call, transaction, created, body);
        key.Spend = body["spend"] is JsonValue spend && spend.TryGetValue<double>(out var start) ? Math.Max(0, start) : 0;
        await transaction.InsertAsync(KeyStore.Table, key);
        return key with { Key = text };
    }

    /// <summary>Puts a new key in the place of this one, which goes on for a while.</summary>
    /// <param name="call">Who wants it.</param>
    /// <param name="transaction">What else is changed with it.</param>
    /// <param name="before">The old one.</param>
    /// <param name="text">The new one.</param>
    /// <param name="grace">How long the old one goes on.</param>
    /// <param name="fields">What is to be otherwise with the new one.</param>
    public static async Task<KeyInfo> ReplaceAsync(ManagementCall call, ManagementTransaction transaction, KeyInfo before, string text, TimeSpan grace, JsonObject fields)
    {
        var token = KeyToken.Hash(text);
        await CheckFreeAsync(call, transaction, "new_key", token);

        // The old row first: the alias is free for the new one only then.
        await transaction.UpdateAsync(KeyStore.Table, before, before with { ReplacedBy = token, Expires = call.Now + grace, UpdatedAt = call.Now });
        var successor = before with
        {
            Token = token,
            KeyName = KeyToken.Name(text),
            KeyRotationAt = null,
            LastRotationAt = call.Now,
            RotationCount = before.RotationCount + 1,
        };
        var after = await KeyForm.MergeAsync(call, transaction, successor, fields);
        await transaction.InsertAsync(KeyStore.Table, after);
        return after with { Key = text };
    }

    /// <summary>How long an old key goes on: the body's <c>grace_period</c>.</summary>
    public static TimeSpan Grace(ManagementCall call, TimeSpan otherwise) =>
        call.Text("grace_period") is { Length: > 0 } period ? Checks.Period("grace_period", period, TimeZoneInfo.Utc)!.After(call.Now) - call.Now : otherwise;

    /// <summary>The answer that hands a key out.</summary>
    public static JsonObject Generated(KeyInfo key)
    {
        var answer = Fields.ToNode(key, ContractsJson.Default.KeyInfo);
        answer["token_id"] = key.Token;
        answer["litellm_budget_table"] = null;
        MetadataFields.AddWarnings(answer, key.Metadata);
        return answer;
    }

    public static async Task<KeyInfo> FindAsync(ManagementTransaction transaction, string key) =>
        await transaction.FindAsync(KeyStore.Table, KeyToken.Hash(key)) is { ReplacedBy: null } row ? row : throw KeyQueries.Unknown();

    private static async Task<JsonNode> GenerateAsync(ManagementCall call, string permission)
    {
        KeyRights.ToGenerate(call, call.Body, permission);
        return Generated(await call.ChangeAsync(transaction => InsertAsync(call, transaction, call.Body)));
    }

    private static Task<JsonNode> GenerateForServiceAsync(ManagementCall call)
    {
        call.RequiredText("team_id");
        call.Body.Remove("user_id");
        return GenerateAsync(call, TeamPermissions.GenerateForService);
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call, JsonObject body)
    {
        var key = await ChangeAsync(call, ManagementCall.Text(body, "key") ?? throw ManagementException.Missing("key"), TeamPermissions.Update, body, async (transaction, before) =>
        {
            var after = await KeyForm.MergeAsync(call, transaction, before, body);
            double? spend = body["spend"] is JsonValue value ? (value.TryGetValue<double>(out var amount) && amount >= 0 ? amount : throw ManagementException.Invalid("spend", "must be a number of 0 or more.")) : null;
            after.Spend = spend ?? after.Spend;
            await transaction.UpdateAsync(KeyStore.Table, before, after, spend);
            return after;
        });
        var answer = KeyQueries.Show(call, key);
        answer["key"] = key.Token;
        MetadataFields.AddWarnings(answer, key.Metadata);
        return answer;
    }

    // {"keys": [{"key": "…", "max_budget": 5}, …]}: each by itself, so that one bad entry does not undo the others.
    private static async Task<JsonNode> UpdateManyAsync(ManagementCall call)
    {
        if (call.Body["keys"] is not JsonArray items)
        {
            throw ManagementException.Missing("keys");
        }

        var (done, failed) = (new JsonArray(), new JsonArray());
        foreach (var item in items)
        {
            var body = item as JsonObject ?? throw ManagementException.Invalid("keys", "must be a list of objects.");
            var token = ManagementCall.Text(body, "key") is { } key ? KeyToken.Hash(key) : "";
            try
            {
                done.Add((JsonNode)new JsonObject { ["key"] = token, ["key_info"] = await UpdateAsync(call, body) });
            }
            catch (ManagementException exception)
            {
                failed.Add((JsonNode)new JsonObject { ["key"] = token, ["failed_reason"] = exception.Error.Message });
            }
        }

        return new JsonObject { ["total_requested"] = items.Count, ["successful_updates"] = done, ["failed_updates"] = failed };
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var (keys, aliases) = (call.Texts("keys"), call.Texts("key_aliases"));
        if (keys.Count == 0 && aliases.Count == 0)
        {
            throw ManagementException.Missing("keys");
        }

        var found = await call.Store.ReadAsync(connection => NamedAsync(call, connection, keys, aliases), call.Aborted);
        found.ForEach(key => KeyRights.ToChange(call, key, TeamPermissions.Delete, s_noFields));
        await call.ChangeAsync(async transaction =>
        {
            foreach (var key in found)
            {
                await transaction.DeleteAsync(KeyStore.Table, await FindAsync(transaction, key.Token));
            }

            return 0;
        });
        return new JsonObject { ["deleted_keys"] = new JsonArray([.. keys.Concat(aliases).Select(key => (JsonNode)key)]) };
    }

    // All of them, in the order of the call, or an error for the first that is not there.
    private static async Task<List<KeyInfo>> NamedAsync(ManagementCall call, DbConnection connection, List<string> keys, List<string> aliases)
    {
        var found = new List<KeyInfo>();
        foreach (var key in keys)
        {
            found.Add(await KeyQueries.FindAsync(connection, KeyToken.Hash(key), call.Aborted) ?? throw Unknown(call));
        }

        foreach (var alias in aliases)
        {
            var rows = await KeyStore.Table.ListAsync(connection, "WHERE key_alias = @alias AND replaced_by IS NULL", p => p.Add("alias", alias), null, call.Aborted);
            found.Add(rows.SingleOrDefault() ?? throw (call.Caller.IsAdmin ? ManagementException.NotFound("key", alias) : call.Forbidden()));
        }

        return found;
    }

    private static async Task<JsonNode> RegenerateAsync(ManagementCall call, string old)
    {
        var text = call.Text("new_key") is { } chosen ? KeyToken.Chosen("new_key", chosen) : KeyToken.New();
        var grace = Grace(call, TimeSpan.Zero);
        return Generated(await ChangeAsync(
            call, old, TeamPermissions.Regenerate, call.Body, (transaction, before) => ReplaceAsync(call, transaction, before, text, grace, call.Body)));
    }

    private static async Task<JsonNode> ResetSpendAsync(ManagementCall call)
    {
        var spend = call.Number("reset_to") ?? 0;
        Checks.NotNegative("reset_to", spend);
        return KeyQueries.Show(call, await ChangeAsync(call, PathKey(call), TeamPermissions.ResetSpend, s_noFields, async (transaction, before) =>
        {
            var after = before with { Spend = spend, UpdatedAt = call.Now, UpdatedBy = call.Caller.Name };
            await transaction.UpdateAsync(KeyStore.Table, before, after, spend);
            return after;
        }));
    }

    private static async Task<JsonNode> BlockAsync(ManagementCall call, bool blocked, string permission) => KeyQueries.Show(call, await ChangeAsync(call, call.RequiredText("key"), permission, s_noFields, async (transaction, before) =>
    {
        var after = before with { Blocked = blocked, UpdatedAt = call.Now, UpdatedBy = call.Caller.Name };
        await transaction.UpdateAsync(KeyStore.Table, before, after);
        return after;
    }));

    // The right is looked at before the transaction: who has none never holds the database's writer. And in it, on what the change begins with.
    private static async Task<KeyInfo> ChangeAsync(
        ManagementCall call, string key, string permission, JsonObject fields, Func<ManagementTransaction, KeyInfo, Task<KeyInfo>> work)
    {
        var seen = await call.Store.ReadAsync(connection => KeyQueries.FindAsync(connection, KeyToken.Hash(key), call.Aborted), call.Aborted) ?? throw Unknown(call);
        KeyRights.ToChange(call, seen, permission, fields);
        return await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(transaction, key);
            KeyRights.ToChange(call, before, permission, fields);
            return await work(transaction, before);
        });
    }

    // Who may not see every key does not learn which there are.
    private static ManagementException Unknown(ManagementCall call) => call.Caller.IsAdmin ? KeyQueries.Unknown() : call.Forbidden();

    private static async Task CheckFreeAsync(ManagementCall call, ManagementTransaction transaction, string field, string token)
    {
        var configured = KeyHash.TryParse(token, out var hash) && call.Snapshot.Keys.ContainsKey(hash);
        if (configured || await transaction.FindAsync(KeyStore.Table, token) is not null)
        {
            throw new ManagementException(GatewayErrors.InvalidField(field, "this key exists already."));
        }
    }

    private static string PathKey(ManagementCall call) => (string)call.Http.Request.RouteValues["key"]!;
}
