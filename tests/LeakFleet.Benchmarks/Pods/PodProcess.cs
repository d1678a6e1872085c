using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.Benchmarks.Pods;

/// <summary>A process in a cgroup whose path is that of a pod's container, as the kubelet would have made it. Needs root.</summary>
internal sealed class PodProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _pod;
    private readonly string _container;

    private PodProcess(Process process, string pod, string container) => (_process, _pod, _container) = (process, pod, container);

    /// <summary>Of version 1 any controller will do, as the path is the same in all of them.</summary>
    private static string Hierarchy => Directory.Exists("/sys/fs/cgroup/pids") ? "/sys/fs/cgroup/pids" : "/sys/fs/cgroup";

    public static PodProcess Start(int number)
    {
        var pod = Path.Combine(Hierarchy, $"kubepods-leakfleet-pod{ListedPods.Uid(number)}");
        var container = Path.Combine(pod, ListedPods.ContainerId(number));
        Directory.CreateDirectory(container);
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var program = Path.Combine(output.Parent!.Parent!.Parent!.Parent!.FullName, "targets", "LeakyApp", "bin", output.Parent.Name, output.Name, "LeakyApp");
        var start = new ProcessStartInfo(program, ["--scenario", "steady", "--exit-on-stdin-close"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["OTEL_SERVICE_NAME"] = ListedPods.Name(number) },
        };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        File.WriteAllText(Path.Combine(container, "cgroup.procs"), process.Id.ToString(CultureInfo.InvariantCulture));
        return new PodProcess(process, pod, container);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        // A cgroup goes by rmdir, whatever files seem to be in it.
        Directory.Delete(_container);
        Directory.Delete(_pod);
    }
}
