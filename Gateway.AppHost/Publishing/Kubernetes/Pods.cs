using Aspire.Hosting.Kubernetes.Resources;

namespace Gateway.AppHost.Publishing.Kubernetes;

/// <summary>What pods of the chart have alike.</summary>
internal static class Pods
{
    /// <summary>The user of .NET's container images.</summary>
    private const long AppUser = 1654;

    private const string OperatorsSecret = "gateway-env";

    public static ProbeV1 Get(string path, int port, int everySeconds, int failures) => new()
    {
        // The API wants HTTP in capitals.
        HttpGet = new() { Path = path, Port = port, Scheme = "HTTP" },
        PeriodSeconds = everySeconds,
        TimeoutSeconds = 5,
        FailureThreshold = failures,
    };

    public static ProbeV1 Run(params string[] command)
    {
        var probe = new ProbeV1 { Exec = new(), PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 5 };
        probe.Exec.Command.AddRange(command);
        return probe;
    }

    /// <summary>Whatever else the operator wants to be in the environment: provider keys, single sign-on. A secret that need not be there.</summary>
    public static void TakeOperatorsVariables(this ContainerV1 container) =>
        container.EnvFrom.Add(new() { SecretRef = new() { Name = OperatorsSecret, Optional = true } });

    public static void Limit(this ContainerV1 container, string cpu, string memory, string memoryLimit)
    {
        container.Resources ??= new();
        container.Resources.Requests["cpu"] = cpu;
        container.Resources.Requests["memory"] = memory;
        container.Resources.Limits["memory"] = memoryLimit;
    }

    /// <summary>No root, nothing writable but what is mounted, no token of the cluster.</summary>
    public static void Harden(this PodSpecV1 pod)
    {
        pod.AutomountServiceAccountToken = false;
        pod.SecurityContext = new() { RunAsNonRoot = true, RunAsUser = AppUser, RunAsGroup = AppUser, FsGroup = AppUser, FsGroupChangePolicy = "OnRootMismatch", SupplementalGroupsPolicy = null! };
        var container = pod.Containers[0];
        container.SecurityContext = new() { AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new() };
        container.SecurityContext.Capabilities.Drop.Add("ALL");
        pod.Mount("tmp", "/tmp", new() { Name = "tmp", EmptyDir = new() { SizeLimit = "64Mi" } });
    }

    public static void Mount(this PodSpecV1 pod, string name, string path, VolumeV1 volume)
    {
        pod.Volumes.Add(volume);
        pod.Containers[0].VolumeMounts.Add(new() { Name = name, MountPath = path });
    }
}
