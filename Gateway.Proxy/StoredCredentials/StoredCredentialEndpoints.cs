using System.Text.Json.Nodes;
using Gateway.Proxy.Management;
using Gateway.Proxy.StoredModels;

namespace Gateway.Proxy.StoredCredentials;

/// <summary>
/// <c>/credentials</c>: credentials of providers that models added at run time name with <c>litellm_credential_name</c>. Those of the config's
/// <c>credential_list</c> are changed there.
/// </summary>
internal static class StoredCredentialEndpoints
{
    private const int LongestName = 256;

    public static void MapStoredCredentials(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/credentials", ManagementAccess.Admin, "Add a credential", NewAsync);
        routes.MapManagementGet("/credentials", ManagementAccess.Viewer, "List credentials", ListAsync);
        routes.MapManagementGet("/credentials/by_name/{name}", ManagementAccess.Viewer, "Show a credential", ShowAsync);
        routes.MapManagementPatch("/credentials/{name}", ManagementAccess.Admin, "Update a credential", UpdateAsync);
        routes.MapManagementDelete("/credentials/{name}", ManagementAccess.Admin, "Delete a credential", DeleteAsync);
    }

    // {"credential_name": "azure-eu", "credential_values": {"api_key": "…", "api_base": "https://…"}, "credential_info": {"custom_llm_provider": "azure"}}
    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var name = call.RequiredText("credential_name");
        if (name.Length > LongestName || name.Any(character => char.IsControl(character) || character == '/'))
        {
            throw ManagementException.Invalid("credential_name", $"must be a text of 1 to {LongestName} characters without slashes and line breaks.");
        }

        if (call.Snapshot.Config.Credentials.ContainsKey(name))
        {
            throw ManagementException.Invalid("credential_name", "the config's credential_list has this one; change it there.");
        }

        var credential = new StoredCredential(name, JsonMaps.Of(call.Body, "credential_values") ?? throw ManagementException.Missing("credential_values"), JsonMaps.Of(call.Body, "credential_info") ?? []);
        await call.ChangeAsync(async transaction =>
        {
            if ((await AllAsync(call, transaction)).ContainsKey(name))
            {
                throw ManagementException.Invalid("credential_name", "this credential exists already.");
            }

            return await PutAsync(call, transaction, null, credential);
        });
        return Done("created");
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var all = await call.Store.ReadAsync(connection => Store(call).ListAsync(connection, null, call.Aborted), call.Aborted);
        return new JsonObject { ["success"] = true, ["credentials"] = new JsonArray([.. all.Select(stored => (JsonNode)Show(stored.Name, stored.Credential))]) };
    }

    private static async Task<JsonNode> ShowAsync(ManagementCall call)
    {
        var name = Name(call);
        var all = await call.Store.ReadAsync(connection => Store(call).ListAsync(connection, null, call.Aborted), call.Aborted);
        return all.Where(stored => stored.Name == name).Select(stored => Show(stored.Name, stored.Credential)).FirstOrDefault() ?? throw ManagementException.NotFound("credential", name);
    }

    /// <summary>The credential with the members that were sent; null takes one away.</summary>
    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        var name = Name(call);
        await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(call, transaction, name)
                ?? throw ManagementException.Invalid("credential_name", "this credential was stored under another LITELLM_SALT_KEY and cannot be read; delete it and add it again.");
            var after = before with { Values = JsonMaps.Merge(before.Values, JsonMaps.Of(call.Body, "credential_values")), Info = JsonMaps.Merge(before.Info, JsonMaps.Of(call.Body, "credential_info")) };
            return await PutAsync(call, transaction, before, after);
        });
        return Done("updated");
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var name = Name(call);
        await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(call, transaction, name);
            var cipher = call.Http.RequestServices.GetRequiredService<StoredModelCipher>();
            var user = (await StoredModelStore.ListAsync(transaction.Connection, transaction.Transaction, transaction.Cancellation)).Select(cipher.Decrypt)
                .FirstOrDefault(model => model?.LitellmParams["litellm_credential_name"] is JsonValue named && named.TryGetValue<string>(out var text) && text == name);
            if (user is not null)
            {
                throw ManagementException.Invalid("credential_name", $"the model {user.Name} ({user.Id}) uses this credential; change or delete it first.");
            }

            await StoredCredentialStore.DeleteAsync(transaction.Connection, name, transaction.Transaction, transaction.Cancellation);
            await transaction.RecordAsync("deleted", StoredCredentialStore.Table, name, before?.Show().ToJsonString(), null, spendSet: false);
            return 0;
        });
        return Done("deleted");
    }

    private static async Task<int> PutAsync(ManagementCall call, ManagementTransaction transaction, StoredCredential? before, StoredCredential after)
    {
        await Store(call).PutAsync(transaction.Connection, after, call.Now, call.Caller.Name, transaction.Transaction, transaction.Cancellation);
        await transaction.RecordAsync(
            before is null ? "created" : "updated", StoredCredentialStore.Table, after.Name, before?.Show().ToJsonString(), after.Show().ToJsonString(), spendSet: false);
        return 0;
    }

    private static async Task<Dictionary<string, StoredCredential?>> AllAsync(ManagementCall call, ManagementTransaction transaction) =>
        (await Store(call).ListAsync(transaction.Connection, transaction.Transaction, transaction.Cancellation)).ToDictionary(stored => stored.Name, stored => stored.Credential, StringComparer.Ordinal);

    // Null: it is there, and cannot be decrypted.
    private static async Task<StoredCredential?> FindAsync(ManagementCall call, ManagementTransaction transaction, string name) =>
        (await AllAsync(call, transaction)).TryGetValue(name, out var credential) ? credential
        : throw (call.Snapshot.Config.Credentials.ContainsKey(name)
            ? ManagementException.Invalid("credential_name", "this credential is in the config's credential_list; change it there.")
            : ManagementException.NotFound("credential", name));

    private static JsonObject Show(string name, StoredCredential? credential) =>
        credential?.Show() ?? new JsonObject { ["credential_name"] = name, ["credential_values"] = null, ["credential_info"] = null };

    private static string Name(ManagementCall call) => (string)call.Http.GetRouteValue("name")!;

    private static JsonObject Done(string what) => new() { ["success"] = true, ["message"] = $"Credential {what} successfully" };

    private static StoredCredentialStore Store(ManagementCall call) => call.Http.RequestServices.GetRequiredService<StoredCredentialStore>();
}
