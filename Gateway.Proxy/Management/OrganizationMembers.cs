using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Proxy.Hosting;
using Gateway.Proxy.Model;
using Gateway.Proxy.Storage;

namespace Gateway.Proxy.Management;

/// <summary>Who is in an organization: <c>/organization/member_*</c>, also used where users are made. Its admins may change them as well.</summary>
internal static class OrganizationMembers
{
    public static void MapOrganizationMembers(this IEndpointRouteBuilder routes)
    {
        routes.MapManagementPost("/organization/member_add", ManagementAccess.ByRights, "Add members to an organization", AddAsync);
        routes.MapManagementPatch("/organization/member_update", ManagementAccess.ByRights, "Update a member of an organization", UpdateAsync);
        routes.MapManagementPost("/organization/member_update", ManagementAccess.ByRights, "Update a member of an organization", UpdateAsync);
        routes.MapManagementDelete("/organization/member_delete", ManagementAccess.ByRights, "Take a member out of an organization", DeleteAsync);
        routes.MapManagementPost("/organization/member_delete", ManagementAccess.ByRights, "Take a member out of an organization", DeleteAsync);
    }

    public static async Task PutAsync(ManagementTransaction transaction, OrganizationMember member)
    {
        if (await transaction.FindAsync(OrganizationStore.Table, member.OrganizationId) is null)
        {
            throw ManagementException.NotFound("organization", member.OrganizationId);
        }

        Checks.OneOf("role", member.UserRole, UserRoles.OrganizationAdmin, UserRoles.InternalUser, UserRoles.InternalUserViewer);
        await OrganizationStore.PutMemberAsync(transaction.Connection, member, transaction.Transaction, transaction.Cancellation);
        await transaction.RecordAsync("member_put", OrganizationStore.Table.Name, member.OrganizationId, null, Show(member).ToJsonString(), spendSet: false);
    }

    public static async Task DeleteAsync(ManagementTransaction transaction, OrganizationMember member)
    {
        await OrganizationStore.DeleteMemberAsync(transaction.Connection, member.OrganizationId, member.UserId, transaction.Transaction, transaction.Cancellation);
        await transaction.RecordAsync("member_deleted", OrganizationStore.Table.Name, member.OrganizationId, Show(member).ToJsonString(), null, spendSet: false);
    }

    // {"organization_id": "…", "member": {"role": "internal_user", "user_id": "…"}}, or several of them.
    private static async Task<JsonNode> AddAsync(ManagementCall call)
    {
        RefuseBudget(call);
        var entries = MemberEntry.Read("member", call.Body["member"] ?? throw ManagementException.Missing("member")).ToList();
        return await ChangeAsync(call, async (transaction, organization) =>
        {
            var (users, members) = (new JsonArray(), new JsonArray());
            foreach (var entry in entries)
            {
                var user = await UserEndpoints.FindOrAddAsync(transaction, call.Snapshot.Config.LitellmSettings, entry.UserId, entry.UserEmail);
                var member = new OrganizationMember
                {
                    OrganizationId = organization.OrganizationId,
                    UserId = user.UserId,
                    UserEmail = user.UserEmail,
                    UserRole = entry.Role ?? UserRoles.InternalUser,
                };
                await PutAsync(transaction, member);
                users.Add((JsonNode)Fields.ToNode(user, ContractsJson.Default.UserInfo));
                members.Add((JsonNode)Show(member));
            }

            return new JsonObject { ["organization_id"] = organization.OrganizationId, ["updated_users"] = users, ["updated_organization_memberships"] = members };
        });
    }

    private static async Task<JsonNode> UpdateAsync(ManagementCall call)
    {
        RefuseBudget(call);
        return await ChangeAsync(call, async (transaction, organization) =>
        {
            var before = Find(call, organization);
            var member = before with { UserRole = call.Text("role") ?? before.UserRole };
            await PutAsync(transaction, member);
            return Show(member);
        });
    }

    private static async Task<JsonNode> DeleteAsync(ManagementCall call) => await ChangeAsync(call, async (transaction, organization) =>
    {
        var member = Find(call, organization);
        await DeleteAsync(transaction, member);
        return Show(member);
    });

    // It would be accepted, and hold nobody back.
    private static void RefuseBudget(ManagementCall call)
    {
        if (call.Body["max_budget_in_organization"] is not null)
        {
            throw ManagementException.Invalid("max_budget_in_organization", "members of an organization have no budgets of their own in it; those of teams have: max_budget_in_team.");
        }
    }

    private static async Task<JsonObject> ChangeAsync(ManagementCall call, Func<ManagementTransaction, OrganizationInfo, Task<JsonObject>> work)
    {
        var id = call.RequiredText("organization_id");
        if (!call.Caller.MayManage(id))
        {
            throw call.Forbidden();
        }

        return await call.ChangeAsync(async transaction => await work(transaction, await OrganizationEndpoints.FindAsync(transaction, id)));
    }

    private static OrganizationMember Find(ManagementCall call, OrganizationInfo organization)
    {
        var (id, email) = (call.Text("user_id"), call.Text("user_email"));
        if (id is null && email is null)
        {
            throw ManagementException.Missing("user_id");
        }

        return organization.Members.FirstOrDefault(member => id is not null ? member.UserId == id : member.UserEmail == email)
            ?? throw ManagementException.NotFound("organization member", id ?? email!);
    }

    private static JsonObject Show(OrganizationMember member) => Fields.ToNode(member, ContractsJson.Default.OrganizationMember);
}
