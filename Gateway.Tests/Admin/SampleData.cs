using Gateway.Tests.Functional;

namespace Gateway.Tests.Admin;

/// <summary>Enough of everything that no page is empty.</summary>
internal static class SampleData
{
    private static readonly SemaphoreSlim s_once = new(1);
    private static bool s_filled;

    public static async Task FillAsync(AdminSite site)
    {
        await s_once.WaitAsync();
        try
        {
            if (!s_filled)
            {
                await MakeAsync(site);
                s_filled = true;
            }
        }
        finally
        {
            s_once.Release();
        }
    }

    private static async Task MakeAsync(AdminSite site)
    {
        var gateway = site.Gateway;
        await gateway.ManageAsync("/organization/new", """{"organization_id":"university","organization_alias":"University","max_budget":200,"budget_duration":"30d"}""");
        await gateway.ManageAsync("/team/new", """{"team_id":"research","organization_id":"university","team_alias":"Research","max_budget":50,"budget_duration":"30d","members_with_roles":[{"role":"admin","user_id":"ada"}]}""");
        await gateway.ManageAsync("/organization/member_add", """{"organization_id":"university","member":{"role":"org_admin","user_id":"ada"}}""");
        await gateway.ManageAsync("/user/update", """{"user_id":"ada","user_email":"ada@example.com","max_budget":20}""");
        await gateway.ManageAsync("/budget/new", """{"budget_id":"small-team","max_budget":25,"budget_duration":"30d","rpm_limit":100}""");
        await gateway.ManageAsync("/customer/new", """{"user_id":"acme","alias":"Acme Ltd","max_budget":10}""");
        string[] keys =
        [
            await gateway.NewKeyAsync("""{"key_alias":"search-service","team_id":"research","max_budget":2,"tpm_limit":200000,"tags":["prod"]}"""),
            await gateway.NewKeyAsync("""{"key_alias":"helpdesk-bot","rpm_limit":5,"models":["m"]}"""),
            await gateway.NewKeyAsync("""{"key_alias":"ada-laptop","user_id":"ada","max_budget":5}"""),
        ];
        for (var i = 0; i < 8; i++)
        {
            foreach (var key in keys)
            {
                await site.ChatAsync(key, "m", $",\"user\":\"acme\",\"max_tokens\":{5 + i}");
            }
        }
    }
}
