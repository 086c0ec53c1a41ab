using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary><c>/customer/*</c>, and the same under LiteLLM's older name <c>/end_user/*</c>.</summary>
internal static class CustomerEndpoints
{
    private static readonly string[] s_fields = ["alias", "blocked", "budget_id", "max_budget", "default_model"];

    // Beside max_budget, which is a field of the customer.
    private static readonly string[] s_limits = [.. BudgetEndpoints.Limits.Except(["max_budget"])];

    private static readonly string[] s_all = [.. s_fields, .. s_limits, "user_id", "spend"];

    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/customer", "/end_user"])
        {
            routes.MapManagementPost(prefix + "/new", ManagementAccess.Admin, "Make a customer", NewAsync, s_all);
            routes.MapManagementPost(prefix + "/update", ManagementAccess.Admin, "Update a customer", UpdateAsync, s_all);
            routes.MapManagementPost(prefix + "/delete", ManagementAccess.Admin, "Delete customers", DeleteAsync);
            routes.MapManagementGet(prefix + "/info", ManagementAccess.Viewer, "Show a customer", InfoAsync);
            routes.MapManagementGet(prefix + "/list", ManagementAccess.Viewer, "List customers", ListAsync);
            routes.MapManagementPost(prefix + "/block", ManagementAccess.Admin, "Block customers", call => BlockAsync(call, blocked: true));
            routes.MapManagementPost(prefix + "/unblock", ManagementAccess.Admin, "Unblock customers", call => BlockAsync(call, blocked: false));
        }
    }

    private static async Task<JsonNode> NewAsync(ManagementCall call)
    {
        var customer = await call.ChangeAsync(async transaction =>
        {
            var id = call.RequiredText("user_id");
            if (await transaction.FindAsync(CustomerStore.Table, id) is not null)
            {
                throw ManagementException.Invalid("user_id", "this customer exists already.");
            }

            var customer = await MergeAsync(call, transaction, new CustomerInfo { UserId = id, CreatedAt = call.Now });
            customer.Spend = call.Number("spend") ?? 0;
            await transaction.InsertAsync(CustomerStore.Table, customer);
            return customer;
        });
        return await ShowAsync(call, customer);
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        var customer = await call.ChangeAsync(async transaction =>
        {
            var before = await FindAsync(transaction, call.RequiredText("user_id"));
            var after = await MergeAsync(call, transaction, before);
            await transaction.UpdateAsync(CustomerStore.Table, before, after, call.Number("spend"));
            return after;
        });
        return await ShowAsync(call, customer);
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call)
    {
        var ids = Ids(call);
        await call.ChangeAsync(async transaction =>
        {
            foreach (var id in ids)
            {
                await transaction.DeleteAsync(CustomerStore.Table, await FindAsync(transaction, id));
            }

            return 0;
        });
        return new JsonObject { ["deleted_customers"] = ids.Count, ["message"] = $"Deleted {ids.Count} customers." };
    }

    private static async Task<JsonNode> InfoAsync(ManagementCall call)
    {
        var id = call.Query("end_user_id") ?? throw ManagementException.Missing("end_user_id");
        var customer = await call.Store.ReadAsync(connection => CustomerStore.Table.FindAsync(connection, id, null, call.Aborted), call.Aborted);
        return await ShowAsync(call, customer ?? throw ManagementException.NotFound("customer", id));
    }

    private static async Task<JsonNode> ListAsync(ManagementCall call)
    {
        var customers = await call.Store.ReadAsync(connection => CustomerStore.Table.ListAsync(connection, "ORDER BY user_id", null, null, call.Aborted), call.Aborted);
        var budgets = (await call.Store.ReadAsync(connection => BudgetStore.Table.ListAsync(connection, "", null, null, call.Aborted), call.Aborted)).ToDictionary(budget => budget.BudgetId);
        return new JsonArray([.. customers.Select(customer => Show(call, customer, customer.BudgetId is { } id ? budgets.GetValueOrDefault(id) : null))]);
    }

    private static async Task<JsonNode> BlockAsync(ManagementCall call, bool blocked)
    {
        var ids = Ids(call);
        await call.ChangeAsync(async transaction =>
        {
            foreach (var id in ids)
            {
                if (await transaction.FindAsync(CustomerStore.Table, id) is { } before)
                {
                    await transaction.UpdateAsync(CustomerStore.Table, before, before with { Blocked = blocked, UpdatedAt = call.Now });
                }
                else
                {
                    // One may block a customer that nobody has registered.
                    await transaction.InsertAsync(CustomerStore.Table, new CustomerInfo { UserId = id, Blocked = blocked, CreatedAt = call.Now, UpdatedAt = call.Now });
                }
            }

            return 0;
        });
        return new JsonObject { [blocked ? "blocked_users" : "unblocked_users"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]) };
    }

    private static async Task<CustomerInfo> MergeAsync(ManagementCall call, ManagementTransaction transaction, CustomerInfo current)
    {
        var customer = Fields.Merge(current, call.Body, ContractsJson.Default.CustomerInfo, s_fields);
        Checks.NotNegative("max_budget", customer.MaxBudget);
        if (call.Body.ContainsKey("budget_id") && customer.BudgetId is { } id && await transaction.FindAsync(BudgetStore.Table, id) is null)
        {
            throw ManagementException.Invalid("budget_id", "there is no such budget; make it with /budget/new.");
        }

        if (s_limits.Any(field => call.Body[field] is not null))
        {
            await PutLimitsAsync(call, transaction, customer);
        }

        customer.UpdatedAt = call.Now;
        return customer;
    }

    // A customer has no limits but a sum of its own: more of them make a budget that only this customer points to.
    private static async Task PutLimitsAsync(ManagementCall call, ManagementTransaction transaction, CustomerInfo customer)
    {
        if (call.Text("budget_id") is not null || (customer.BudgetId is { } id && await IsSharedAsync(transaction, id, customer.UserId)))
        {
            throw ManagementException.Invalid("budget_id", "is a budget that others may have too: change it with /budget/update, or leave it out.");
        }

        if (customer.BudgetId is null)
        {
            var made = BudgetEndpoints.Merge(call, new BudgetInfo { BudgetId = Guid.NewGuid().ToString(), MaxBudget = customer.MaxBudget, CreatedAt = call.Now }, call.Body);
            await transaction.InsertAsync(BudgetStore.Table, made);
            customer.BudgetId = made.BudgetId;
        }
        else
        {
            var before = await transaction.FindAsync(BudgetStore.Table, customer.BudgetId) ?? throw ManagementException.NotFound("budget", customer.BudgetId);
            var after = BudgetEndpoints.Merge(call, before with { MaxBudget = customer.MaxBudget ?? before.MaxBudget }, call.Body);
            await transaction.UpdateAsync(BudgetStore.Table, before, after);
        }

        // It is the budget's now.
        customer.MaxBudget = null;
    }

    private static Task<bool> IsSharedAsync(ManagementTransaction transaction, string budget, string customer) => transaction.AnyAsync(
        """
        SELECT 1 FROM customers WHERE budget_id = @budget AND user_id <> @customer
        UNION SELECT 1 FROM virtual_keys WHERE budget_id = @budget
        UNION SELECT 1 FROM organizations WHERE budget_id = @budget
        """,
        p =>
        {
            p.Add("budget", budget);
            p.Add("customer", customer);
        });

    private static async Task<JsonNode> ShowAsync(ManagementCall call, CustomerInfo customer)
    {
        var budget = customer.BudgetId is { } id
            ? await call.Store.ReadAsync((DbConnection connection) => BudgetStore.Table.FindAsync(connection, id, null, call.Aborted), call.Aborted)
            : null;
        return Show(call, customer, budget);
    }

    private static JsonObject Show(ManagementCall call, CustomerInfo customer, BudgetInfo? budget)
    {
        customer.LitellmBudgetTable = budget;
        customer.Spend = call.Directory.FindCustomer(customer.UserId)?.Spend.Spend(call.Now) ?? customer.Spend;
        return Fields.ToNode(customer, ContractsJson.Default.CustomerInfo);
    }

    private static List<string> Ids(ManagementCall call) => call.Texts("user_ids") is { Count: > 0 } ids ? ids : throw ManagementException.Missing("user_ids");

    private static async Task<CustomerInfo> FindAsync(ManagementTransaction transaction, string id) =>
        await transaction.FindAsync(CustomerStore.Table, id) ?? throw ManagementException.NotFound("customer", id);
}
