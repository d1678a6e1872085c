using System.Diagnostics;

namespace LeakFleet.Agent.Tests.Watching;

/// <summary>A real .NET process to watch: LeakyApp with a scenario, ended with its owner.</summary>
internal sealed class LeakyProcess : IDisposable
{
    private readonly Process _process;

    public LeakyProcess(string scenario, params (string Name, string Value)[] environment)
    {
        // …/tests/LeakFleet.Agent.Tests/bin/CONFIGURATION/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        var assembly = Path.Combine(tests, "targets", "LeakyApp", "bin", configuration, output.Name, "LeakyApp.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "--scenario", scenario, "--exit-on-stdin-close"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
    }

    public int Pid => _process.Id;

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
