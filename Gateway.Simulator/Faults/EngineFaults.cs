using System.Collections.Immutable;

namespace Gateway.Simulator.Faults;

/// <summary>The faults of an engine, immutable: to change them, set the whole again.</summary>
internal sealed record EngineFaults(ImmutableArray<Fault> All)
{
    public static EngineFaults None { get; } = new(ImmutableArray<Fault>.Empty);

    public static EngineFaults Of(params ReadOnlySpan<Fault> faults) => new([.. faults]);

    /// <summary>One fault that needs no more than its kind.</summary>
    public static EngineFaults Of(FaultKind kind, int? count = null, int afterTokens = 3) =>
        Of(new Fault { Kind = kind, Count = count, AfterTokens = afterTokens });

    /// <summary>The next <paramref name="count"/> requests (null: all) are answered with this status.</summary>
    public static EngineFaults OfStatus(int status, int? count = null, int? retryAfter = null) =>
        Of(new Fault { Kind = FaultKind.Status, Status = status, Count = count, RetryAfter = retryAfter });
}
