namespace Gateway.Proxy.Configuration;

/// <summary><c>model_list[].model_info</c>.</summary>
internal sealed record ModelInfo
{
    /// <summary>The deployment's id; null: derived from its parameters, so that it survives a restart.</summary>
    public string? Id { get; init; }

    /// <summary>chat, completion, embedding, rerank, audio_transcription, …; null: not said.</summary>
    public string? Mode { get; init; }

    public string? BaseModel { get; init; }

    /// <summary>Tokens of prompt that fit; used by <c>enable_pre_call_checks</c>.</summary>
    public int? MaxInputTokens { get; init; }

    public int? MaxOutputTokens { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> AccessGroups { get; init; } = [];

    public IReadOnlyList<string> SupportedEndpoints { get; init; } = [];

    public bool Blocked { get; init; }

    /// <summary>Only keys of this team may use the deployment; null: all keys.</summary>
    public string? TeamId { get; init; }

    /// <summary>What the team calls it; null: as <c>model_name</c> says.</summary>
    public string? TeamPublicModelName { get; init; }

    /// <summary>As <see cref="LitellmParams.Costs"/>; these win.</summary>
    public IReadOnlyDictionary<string, double> Costs { get; init; } = new Dictionary<string, double>();

    /// <summary>Everything under <c>model_info</c> as one JSON object, as <c>/model/info</c> shows it.</summary>
    public string Json { get; init; } = "{}";
}
