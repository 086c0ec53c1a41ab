using Gateway.Proxy.Model;

namespace Gateway.Proxy.PassThrough;

/// <summary>Where calls below one path go as they are, with the gateway's credentials.</summary>
/// <param name="Path">Without a slash at its end.</param>
/// <param name="Group">Stands for the target in limits, budgets and spend; one deployment.</param>
/// <param name="IsProvider">One of the provider prefixes: a model group of its may serve the call as well.</param>
internal sealed record PassThroughTarget(string Path, ModelGroup Group, bool IsProvider)
{
    /// <summary>What comes behind the path goes behind the target.</summary>
    public bool IncludesSubpath { get; init; } = true;

    /// <summary>Empty: every one.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    public Deployment Deployment => Group.Deployments[0];

    public bool Matches(PathString path, out string rest)
    {
        rest = "";
        if (!path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var remaining))
        {
            return false;
        }

        rest = remaining.ToUriComponent();
        return IncludesSubpath || remaining.Value is null or "" or "/";
    }
}
