using System.Text.Json.Nodes;
using Gateway.Proxy.Management;

namespace Gateway.Proxy.StoredModels;

/// <summary><c>/model/new</c>, <c>/model/update</c>, <c>/model/delete</c>: models added at run time. Those of the config file are changed there.</summary>
internal static class StoredModelEndpoints
{
    public static void MapStoredModels(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/model/new", ManagementAccess.Admin, "Add a model", NewAsync);
        routes.MapManagementPost("/model/update", ManagementAccess.Admin, "Update a model", call => UpdateAsync(call, StoredModelForm.RequiredId(call)));
        routes.MapManagementPatch("/model/{id}/update", ManagementAccess.Admin, "Update a model", call => UpdateAsync(call, (string)call.Http.GetRouteValue("id")!));
        routes.MapManagementPost("/model/delete", ManagementAccess.Admin, "Delete a model", DeleteAsync);
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var cipher = Cipher(call);
        var model = StoredModelForm.New(call);
        if (IsOfConfig(call, model.Id))
        {
            throw ManagementException.Invalid("model_info.id", "a model of the config file has this id.");
        }

        return await call.ChangeAsync(async transaction =>
        {
            if (await FindAsync(transaction, model.Id) is not null)
            {
                throw ManagementException.Invalid("model_info.id", "this model exists already.");
            }

            var row = new StoredModelRow(model.Id, model.Name, cipher.Encrypt(model), call.Now, call.Caller.Name, call.Now, call.Caller.Name);
            await StoredModelStore.InsertAsync(transaction.Connection, row, transaction.Transaction, transaction.Cancellation);
            var shown = StoredModelJson.Show(row, model);
            await transaction.RecordAsync("created", StoredModelStore.Table, row.Id, null, shown.ToJsonString(), spendSet: false);
            return shown;
        });
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call, string id)
    {
        var cipher = Cipher(call);
        return await call.ChangeAsync(async transaction =>
        {
            var row = await FindAsync(transaction, id) ?? throw NotStored(call, id);
            var before = cipher.Decrypt(row)
                ?? throw ManagementException.Invalid("model_info.id", "this model was stored under another LITELLM_SALT_KEY and cannot be read; delete it and add it again.");
            return await ReplaceAsync(call, transaction, row, before, StoredModelForm.Update(call, before));
        });
    }

    /// <summary>The model as it is shown from now on.</summary>
    public static async Task<JsonObject> ReplaceAsync(ManagementCall call, ManagementTransaction transaction, StoredModelRow row, StoredModel before, StoredModel after)
    {
        var changed = row with { Name = after.Name, Encrypted = Cipher(call).Encrypt(after), UpdatedAt = call.Now, UpdatedBy = call.Caller.Name };
        await StoredModelStore.UpdateAsync(transaction.Connection, changed, transaction.Transaction, transaction.Cancellation);
        var shown = StoredModelJson.Show(changed, after);
        await transaction.RecordAsync("updated", StoredModelStore.Table, row.Id, StoredModelJson.Show(row, before).ToJsonString(), shown.ToJsonString(), spendSet: false);
        return shown;
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var id = call.RequiredText("id");
        var cipher = Cipher(call);
        return await call.ChangeAsync(async transaction =>
        {
            var row = await FindAsync(transaction, id) ?? throw NotStored(call, id);
            await StoredModelStore.DeleteAsync(transaction.Connection, id, transaction.Transaction, transaction.Cancellation);

            // What cannot be decrypted can still be deleted.
            var before = cipher.Decrypt(row) is { } model ? StoredModelJson.Show(row, model).ToJsonString() : null;
            await transaction.RecordAsync("deleted", StoredModelStore.Table, id, before, null, spendSet: false);
            return new JsonObject { ["message"] = $"Model: {id} deleted successfully" };
        });
    }

    private static Task<StoredModelRow?> FindAsync(ManagementTransaction transaction, string id) =>
        StoredModelStore.FindAsync(transaction.Connection, id, transaction.Transaction, transaction.Cancellation);

    private static ManagementException NotStored(ManagementCall call, string id) => IsOfConfig(call, id)
        ? ManagementException.Invalid("id", "this model is in the config file; change it there.")
        : ManagementException.NotFound("model", id);

    private static bool IsOfConfig(ManagementCall call, string id) => call.Snapshot.DeploymentsById.TryGetValue(id, out var deployment) && !deployment.IsStored;

    private static StoredModelCipher Cipher(ManagementCall call) => call.Http.RequestServices.GetRequiredService<StoredModelCipher>();
}
