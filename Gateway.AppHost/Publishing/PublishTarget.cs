namespace Gateway.AppHost.Publishing;

/// <summary>What a publish writes, one thing a run: <c>--target compose</c> (the default), <c>kubernetes</c> or <c>manifest</c>.</summary>
internal static class PublishTarget
{
    public const string Compose = "compose";
    public const string Kubernetes = "kubernetes";
    public const string Manifest = "manifest";

    /// <summary>What is asked for; null when the application runs.</summary>
    public static string? Of(IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode ? builder.Configuration["target"] ?? Compose : null;

    /// <summary>
    /// Docker's users write underscores, which Kubernetes does not take. Null when the application runs: a volume of its own, since the
    /// one of a Compose stack on the same machine has another password.
    /// </summary>
    public static string? VolumeName(IDistributedApplicationBuilder builder, string name) => Of(builder) switch
    {
        null => null,
        Kubernetes => name.Replace('_', '-'),
        _ => name,
    };

    public static void AddPublishTarget(this IDistributedApplicationBuilder builder)
    {
        switch (Of(builder))
        {
            case null or Manifest:
                break;
            case Compose:
                Publishers.AddCompose(builder);
                break;
            case Kubernetes:
                Publishers.AddKubernetes(builder);
                break;
            case var other:
                throw new DistributedApplicationException($"--target: found '{other}'; valid is compose, kubernetes or manifest.");
        }
    }
}
