namespace Gateway.Proxy.Limits;

/// <summary>What a key may use; null: unlimited.</summary>
/// <param name="Rpm">Requests in any 60 seconds.</param>
/// <param name="Tpm">Tokens, prompt and completion, in any 60 seconds.</param>
/// <param name="MaxParallelRequests">Requests at once.</param>
internal sealed record KeyLimits(int? Rpm, int? Tpm, int? MaxParallelRequests)
{
    public static readonly KeyLimits None = new(null, null, null);

    public bool IsUnlimited => this == None;
}
