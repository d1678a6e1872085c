using System.Diagnostics;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>One LeakyApp process, ended with this object at the latest.</summary>
internal sealed class RunningTarget : IAsyncDisposable
{
    /// <summary>Far above what any wait here needs, even on a machine busy with other tests.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(90);

    private readonly Process _process;

    private RunningTarget(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Returns once the target has said that it is ready.</summary>
    public static Task<RunningTarget> StartAsync(string scenario, params string[] arguments) => StartAsync(scenario, arguments, []);

    /// <summary>Presented as a service, as its environment would in a cluster.</summary>
    public static Task<RunningTarget> StartServiceAsync(string scenario, string service, string attributes, params string[] arguments) =>
        StartAsync(scenario, arguments, [("OTEL_SERVICE_NAME", service), ("OTEL_RESOURCE_ATTRIBUTES", attributes)]);

    private static async Task<RunningTarget> StartAsync(string scenario, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = TargetPrograms.StartInfo(["--scenario", scenario, "--exit-on-stdin-close", .. arguments]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var target = new RunningTarget(process);
        await target.ReadAsync($"READY pid={process.Id} scenario={scenario}");
        return target;
    }

    public void Write(string line) => _process.StandardInput.WriteLine(line);

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>The rest of the next line that starts with <paramref name="prefix"/>; other lines are skipped.</summary>
    public async Task<string> ReadAsync(string prefix)
    {
        using var limit = new CancellationTokenSource(WaitMax);
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
                return line[prefix.Length..];
        }

        throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[2]} ended before '{prefix}': {await _process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(WaitMax);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
