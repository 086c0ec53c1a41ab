using System.Collections.Frozen;
using Gateway.Proxy.Configuration;
using Gateway.Proxy.Model;

namespace Gateway.Proxy.Limits;

/// <summary>
/// Works out who may have how much of a model group: 10 requests a minute and <c>{prod: 0.9, dev: 0.1}</c> are 9 for prod and 1 for dev.
/// Shares that are more than everything together are made smaller alike, as in LiteLLM. What LiteLLM does for requests and tokens a
/// minute is done for requests at once too, which is what a model server of one's own has to share.
/// </summary>
internal static class CapacitySharing
{
    /// <summary>Null: nothing is reserved, or nobody has said what the group can take.</summary>
    public static GroupCapacity? Of(string group, IReadOnlyCollection<Deployment> deployments, PriorityReservation? reservation)
    {
        var limits = new KeyLimits(
            Sum(deployments, deployment => deployment.Rpm), Sum(deployments, deployment => deployment.Tpm), Sum(deployments, deployment => deployment.MaxParallelRequests));
        if (reservation is null || limits.IsUnlimited)
        {
            return null;
        }

        var parts = reservation.Shares.ToDictionary(share => share.Key, share => Part(share.Value, limits), StringComparer.Ordinal);
        var whole = Math.Max(1, parts.Values.Sum());
        var named = parts.ToFrozenDictionary(
            part => part.Key, part => Share(group, part.Key, $"and all keys of priority '{part.Key}' while the model is busy", limits, part.Value / whole), StringComparer.Ordinal);
        var others = Share(group, "", "and all keys without a priority while the model is busy", limits, reservation.DefaultShare);
        return new GroupCapacity(limits, named, others, reservation.Threshold);
    }

    private static int? Sum(IReadOnlyCollection<Deployment> deployments, Func<Deployment, int?> limit) =>
        deployments.All(deployment => limit(deployment) is not null) ? (int)Math.Min(int.MaxValue, deployments.Sum(deployment => (long)limit(deployment)!.Value)) : null;

    // Where the group has no such limit, the share cannot be less than everything.
    private static double Part(ReservedShare share, KeyLimits limits) => share.Unit switch
    {
        ReservedShare.Rpm => Part(share.Amount, limits.Rpm),
        ReservedShare.Tpm => Part(share.Amount, limits.Tpm),
        _ => share.Amount,
    };

    private static double Part(double amount, int? limit) => amount == 0 ? 0 : limit is { } all && all > amount ? amount / all : 1;

    private static PriorityShare Share(string group, string priority, string whose, KeyLimits limits, double part) => new(
        whose, priority, new KeyLimits(Of(limits.Rpm, part), Of(limits.Tpm, part), Of(limits.MaxParallelRequests, part)), $"{group}\n{priority}");

    // A share that is not nothing is one request at least. A millionth, since a tenth of 10 need not come out as 1.
    private static int? Of(int? limit, double part) =>
        limit is { } all ? part == 0 ? 0 : Math.Max(1, (int)((all * part) + 1e-6)) : null;
}
