using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/tag/*</c>: tags that have a description or a budget. What was spent by tag is in the spend reports.</summary>
internal static class TagEndpoints
{
    private static readonly string[] s_fields = ["description", "models", "max_budget", "soft_budget", "budget_duration"];

    private static readonly string[] s_all = [.. s_fields, "name", "spend"];

    public static void MapTags(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/tag/new", ManagementAccess.Admin, "Make a tag", NewAsync, s_all);
        routes.MapManagementPost("/tag/update", ManagementAccess.Admin, "Update a tag", UpdateAsync, s_all);
        routes.MapManagementPost("/tag/delete", ManagementAccess.Admin, "Delete a tag", DeleteAsync);
        routes.MapManagementPost("/tag/info", ManagementAccess.Viewer, "Show tags", InfoAsync);
        routes.MapManagementGet("/tag/list", ManagementAccess.Viewer, "List tags", ListAsync);
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var tag = await call.ChangeAsync(async transaction =>
        {
            var name = call.RequiredText("name");
            if (await transaction.FindAsync(TagStore.Table, name) is not null)
            {
                throw ManagementException.Invalid("name", "this tag exists already.");
            }

            var tag = Merge(call, new TagInfo { Name = name, CreatedAt = call.Now, CreatedBy = call.Caller.Name });
            await transaction.InsertAsync(TagStore.Table, tag);
            return tag;
        });
        return Told($"Tag {tag.Name} created successfully", call, tag);
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        var tag = await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(call, transaction);
            var after = Merge(call, before);
            var spend = call.Number("spend");
            Checks.NotNegative("spend", spend);
            after.Spend = spend ?? after.Spend;
            await transaction.UpdateAsync(TagStore.Table, before, after, spend);
            return after;
        });
        return Told($"Tag {tag.Name} updated successfully", call, tag);
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var tag = await call.ChangeAsync(async transaction =>
        {
            var tag = await FindAsync(call, transaction);
            await transaction.DeleteAsync(TagStore.Table, tag);
            return tag;
        });
        return new JsonObject { ["message"] = $"Tag {tag.Name} deleted successfully" };
    }

    // {"names": ["a"]} gives {"a": {…}}.
    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        var answer = new JsonObject();
        foreach (var name in call.Texts("names") is { Count: > 0 } names ? names : throw ManagementException.Missing("names"))
        {
            var tag = await call.Store.ReadAsync(connection => TagStore.Table.FindAsync(connection, name, null, call.Aborted), call.Aborted);
            answer[name] = Show(call, tag ?? throw ManagementException.NotFound("tag", name));
        }

        return answer;
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var tags = await call.Store.ReadAsync(connection => TagStore.Table.ListAsync(connection, "ORDER BY name", null, null, call.Aborted), call.Aborted);
        return new JsonArray([.. tags.Select(tag => Show(call, tag))]);
    }

    private static TagInfo Merge(ManagementCall call, TagInfo current)
    {
        var tag = Fields.Merge(current, call.Body, ContractsJson.Default.TagInfo, s_fields);
        Checks.NotNegative("max_budget", tag.MaxBudget);
        Checks.NotNegative("soft_budget", tag.SoftBudget);
        tag.BudgetResetAt = Checks.ResetAt(tag.BudgetDuration, current.BudgetDuration, current.BudgetResetAt, call.Now, call.Zone);
        tag.UpdatedAt = call.Now;
        return tag;
    }

    private static async Task<TagInfo> FindAsync(ManagementCall call, ManagementTransaction transaction)
    {
        var name = call.RequiredText("name");
        return await transaction.FindAsync(TagStore.Table, name) ?? throw ManagementException.NotFound("tag", name);
    }

    private static JsonObject Told(string message, ManagementCall call, TagInfo tag) => new() { ["message"] = message, ["tag"] = Show(call, tag) };

    // With the spend known here, which is ahead of what is stored.
    private static JsonObject Show(ManagementCall call, TagInfo tag)
    {
        tag.Spend = call.Directory.FindTag(tag.Name)?.Spend.Spend(call.Now) ?? tag.Spend;
        return Fields.ToNode(tag, ContractsJson.Default.TagInfo);
    }
}
