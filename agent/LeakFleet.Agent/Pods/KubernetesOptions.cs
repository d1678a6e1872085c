using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent.Pods;

/// <summary>What the agent asks of Kubernetes, and which pods it watches. Off unless asked for: without it, processes have the labels that the kernel tells.</summary>
public sealed class KubernetesOptions
{
    private const string PodFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Whether the API server is asked for the pods of this node.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>Address of the API server, normally the one that pods are told.</summary>
    public Uri ApiServer { get; set; } = DefaultApiServer();

    public string TokenFile { get; set; } = PodFolder + "/token";

    /// <summary>Authority of the API server's certificate; null trusts those of the system.</summary>
    public string? CaFile { get; set; } = PodFolder + "/ca.crt";

    /// <summary>Watch the pods of these namespaces only, <c>*</c> standing for any characters; of all when empty.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Watch no pod of these namespaces.</summary>
    public IReadOnlyList<string> ExcludedNamespaces { get; set; } = [];

    /// <summary>Watch only pods with these labels: <c>key</c>, <c>key=value</c>, <c>key!=value</c> or <c>!key</c>, all of which must hold.</summary>
    public IReadOnlyList<string> PodLabels { get; set; } = [];

    /// <summary>Pods kept in memory; a node runs at most a few hundred.</summary>
    public int PodsMax { get; set; } = 2000;

    /// <summary>How long a process of a pod that is not known yet waits for it, before it is decided without.</summary>
    public TimeSpan UnknownPodWait { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan BackoffMin { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether who has no known pod is left out: somebody named what is to be watched, and unknown is not among it.</summary>
    internal bool ChoosesPods => Namespaces.Count > 0 || PodLabels.Count > 0;

    internal ServerLogin Login => new() { TokenFile = TokenFile, CaFile = CaFile };

    internal IEnumerable<string> Validate()
    {
        if (!IsEnabled) yield break;
        if (!ApiServer.IsAbsoluteUri || (ApiServer.Scheme != Uri.UriSchemeHttps && !ApiServer.IsLoopback))
            yield return $"kubernetes: '{ApiServer}' is not an https address";
        foreach (var requirement in PodLabels)
            if (!LabelRequirement.TryParse(requirement, out _)) yield return $"kubernetes: '{requirement}' is not key, key=value, key!=value or !key";
        if (PodsMax is < 1 or > 100_000) yield return $"kubernetes: pods: {PodsMax} is not within 1 to 100000";
        if (BackoffMin <= TimeSpan.Zero || BackoffMin > BackoffMax) yield return $"kubernetes: back-off: {BackoffMin} is not within 0 to {BackoffMax}";
        if (UnknownPodWait < TimeSpan.Zero || UnknownPodWait > TimeSpan.FromMinutes(5)) yield return $"kubernetes: wait for unknown pods: {UnknownPodWait} is not within 0 to 5 minutes";
    }

    private static Uri DefaultApiServer()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") ?? "kubernetes.default.svc";
        if (host.Contains(':', StringComparison.Ordinal)) host = $"[{host}]";
        return Uri.TryCreate($"https://{host}:{Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") ?? "443"}", UriKind.Absolute, out var address)
            ? address
            : new Uri("https://kubernetes.default.svc");
    }
}
