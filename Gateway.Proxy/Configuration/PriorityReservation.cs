namespace Gateway.Proxy.Configuration;

/// <summary><c>litellm_settings.priority_reservation</c>: who gets how much of a model while it is busy (litellm-compat sections 10 and 17).</summary>
internal sealed record PriorityReservation
{
    /// <summary>By the name of the priority.</summary>
    public required IReadOnlyDictionary<string, ReservedShare> Shares { get; init; }

    /// <summary>Of all callers together whose priority is not named, of 1.</summary>
    public double DefaultShare { get; init; } = 0.5;

    /// <summary>So much of a model in use is a busy model, of 1. Below, everybody may have what is left.</summary>
    public double Threshold { get; init; } = 0.5;
}
