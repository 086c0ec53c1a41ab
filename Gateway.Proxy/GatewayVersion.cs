using System.Reflection;

namespace Gateway.Proxy;

/// <summary>The version of this build, as <c>x-litellm-version</c>, <c>--version</c> and telemetry show it.</summary>
internal static class GatewayVersion
{
    public static readonly string Text =
        typeof(GatewayVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
