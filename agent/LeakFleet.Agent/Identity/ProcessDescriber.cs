using System.Text;
using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Pods;
using LeakFleet.Agent.Procfs;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Identity;

/// <summary>
/// Says what a process is, from the strongest to the weakest source: what its operator declared (OpenTelemetry variables, then the host's
/// application name), then what the program is (entry assembly and its version), then the kernel's name of it.
/// </summary>
internal sealed class ProcessDescriber(ProcTree proc, BootClock boot, PodIndex? pods = null)
{
    private static readonly TimeSpan RuntimeTimeout = TimeSpan.FromSeconds(5);

    public async Task<DescribedProcess> DescribeAsync(ProcessInstance instance, CancellationToken cancellation)
    {
        var runtime = RuntimeAnswer.Fault("its diagnostic socket is gone");
        if (SocketSearch.Find(proc, instance, out var socket) == ReadOutcome.Ok && socket is not null)
        {
            using (socket) runtime = await RuntimeQuery.AskAsync(socket, instance.Pid, RuntimeTimeout, cancellation);
        }
        return new DescribedProcess(Describe(instance, runtime.Info), runtime.Trouble);
    }

    internal ProcessDescription Describe(ProcessInstance instance, RuntimeInfo runtime)
    {
        var pid = instance.Pid;
        proc.Read(pid, "environ", out var environBytes);
        proc.Read(pid, "cmdline", out var commandBytes);
        proc.Read(pid, "maps", out var maps, MappedFiles.BytesMax);
        proc.TryReadStat(pid, out var stat);
        var environment = EnvironmentBlock.Parse(environBytes);
        var attributes = ResourceAttributes.Parse(environment.Value("OTEL_RESOURCE_ATTRIBUTES"));
        var arguments = CommandLine.Split(commandBytes);
        var entry = runtime.EntryAssembly.Length > 0 ? runtime.EntryAssembly : EntryFromArguments(arguments);

        proc.Read(pid, "cgroup", out var cgroup);
        var container = ContainerIdentity.FromCgroup(Encoding.UTF8.GetString(cgroup));
        var pod = pods?.Find(container);

        var service = PodAnnotations.ServiceName(pod) ?? Name(environment.Value("OTEL_SERVICE_NAME")) ?? Name(attributes.GetValueOrDefault("service.name"))
            ?? Name(environment.FirstValue("DOTNET_APPLICATIONNAME", "ASPNETCORE_APPLICATIONNAME")) ?? Name(entry) ?? Name(stat.Name) ?? "unknown";
        var version = Name(attributes.GetValueOrDefault("service.version")) ?? (entry.Length > 0 ? VersionOf(pid, entry, maps, arguments) : "");
        return new ProcessDescription(
            service,
            version,
            runtime.RuntimeVersion.Length > 0 ? runtime.RuntimeVersion : MappedFiles.RuntimeVersion(maps),
            entry,
            CommandLine.Format(arguments),
            boot.StartedUnixMilliseconds(instance.StartTicks),
            Labels(container, pod, environment, attributes));
    }

    private static Dictionary<string, string> Labels(ContainerIdentity container, Pod? pod, EnvironmentBlock environment, Dictionary<string, string> attributes)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (container.ContainerId.Length > 0) labels["container.id"] = container.ContainerId;
        if (container.PodUid.Length > 0) labels["k8s.pod.uid"] = container.PodUid;
        if (pod is not null)
        {
            foreach (var (key, value) in PodLabels.Of(pod, container.ContainerId))
                if (labels.Count < WireLimits.LabelsMax && value.Length > 0) labels.TryAdd(key, value);
        }

        if (environment.FirstValue("DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT") is { } stage) labels["environment"] = WireText.Clean(stage, WireLimits.TextBytesMax);
        foreach (var (key, value) in attributes)
        {
            if (labels.Count >= WireLimits.LabelsMax) break;
            if (key is "service.name" or "service.version") continue;
            // What the kernel says of the container, and the API server of its pod, outranks what the environment claims.
            labels.TryAdd(key, CommandLine.IsSecretName(key) ? CommandLine.Redacted : value);
        }
        return labels;
    }

    // The assembly file is mapped by the runtime; where it is not (single file), it may still lie beside what was started.
    private string VersionOf(int pid, string entry, byte[] maps, string[] arguments)
    {
        var fileName = entry + ".dll";
        var path = MappedFiles.Find(maps, fileName) ?? arguments.FirstOrDefault(a => a.StartsWith('/') && Path.GetFileName(a) == fileName);
        if (path is null || proc.OpenRegularFile(pid, path, AssemblyVersion.FileBytesMax, out var handle) != ReadOutcome.Ok || handle is null) return "";
        using var file = new FileStream(handle, FileAccess.Read);
        return AssemblyVersion.Read(file);
    }

    private static string EntryFromArguments(string[] arguments)
    {
        var assembly = arguments.FirstOrDefault(a => a.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
        return assembly is null ? "" : WireText.CleanName(Path.GetFileNameWithoutExtension(assembly), WireLimits.NameCharsMax);
    }

    private static string? Name(string? text) => text is null ? null : WireText.CleanName(text, WireLimits.NameCharsMax) is { Length: > 0 } name ? name : null;
}
