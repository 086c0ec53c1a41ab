namespace Gateway.AppHost.Hosting;

/// <summary>Secret parameters.</summary>
internal static class Secrets
{
    /// <summary>A secret that nobody has to think of: made once, and kept in the user's secrets.</summary>
    public static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name, string prefix = "") =>
        builder.AddParameter(name, new PrefixedSecret(prefix), secret: true, persist: true);

    /// <summary>A token that somebody else gave out: from the environment (<c>hf-token</c>: HF_TOKEN), or none.</summary>
    public static IResourceBuilder<ParameterResource> AddToken(this IDistributedApplicationBuilder builder, string name)
    {
        var variable = name.Replace('-', '_').ToUpperInvariant();
        return builder.AddParameter(name, () => builder.Configuration[variable] ?? "", secret: true);
    }
}
