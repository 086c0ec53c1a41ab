using System.Text.Json.Nodes;
using Gateway.Contracts;

namespace Gateway.Admin.Api;

/// <summary>Budgets that several share, and how full all budgets are.</summary>
internal sealed class BudgetsApi(GatewayCaller gateway)
{
    public Task<List<BudgetInfo>> ListAsync(CancellationToken cancellationToken) => gateway.GetAsync<List<BudgetInfo>>("/budget/list", cancellationToken);

    public async Task<IReadOnlyList<BudgetUse>> UseAsync(int limit, CancellationToken cancellationToken) =>
        (await gateway.GetAsync<BudgetUseList>(new PathQuery("/budget/use").Add("limit", limit).ToString(), cancellationToken)).Data;

    public Task CreateAsync(JsonObject budget, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/budget/new", budget, cancellationToken);

    public Task UpdateAsync(JsonObject budget, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/budget/update", budget, cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => gateway.PostAsync<JsonNode>("/budget/delete", new { id }, cancellationToken);
}
