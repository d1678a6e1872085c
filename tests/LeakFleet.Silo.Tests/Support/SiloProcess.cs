using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>The silo's own program, as its own process.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    /// <summary>The silo of this version.</summary>
    public static readonly string Present = Path.Combine(AppContext.BaseDirectory, "leakfleet-silo");

    /// <summary>The silo as its next version, in a folder beside this one's.</summary>
    public static readonly string Next = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../targets/NextSilo/bin", Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "leakfleet-silo-next"));

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Exited += (_, _) => _serves.TrySetResult();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Port { get; }

    public string Output => string.Join('\n', _lines);

    public bool HasExited => _process.HasExited;

    public static SiloProcess Start(params string[] arguments) => Start(Present, PostgresServer.FreePort(), arguments);

    /// <param name="port">Where agents connect.</param>
    public static SiloProcess Start(string program, int port, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            ArgumentList = { "run", "--listen", $"127.0.0.1:{port}", "--silo-port", Free(), "--gateway-port", "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new SiloProcess(Process.Start(start)!, port);
    }

    /// <summary>Until it serves.</summary>
    public async Task Serves()
    {
        await _serves.Task.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);
        Assert.False(HasExited, Output);
    }

    /// <summary>Until it has ended by itself; its exit code.</summary>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(3));
        return _process.ExitCode;
    }

    /// <summary>Until it has said something.</summary>
    public async Task Says(string text)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !Output.Contains(text, StringComparison.Ordinal); await Task.Delay(50, TestContext.Current.CancellationToken))
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(3), $"'{text}' was not said: {Output}");
    }

    public void Kill() => _process.Kill();

    public async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Free() => PostgresServer.FreePort().ToString(CultureInfo.InvariantCulture);

    private void Note(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (line.StartsWith("LeakFleet silo of cluster", StringComparison.Ordinal)) _serves.TrySetResult();
    }
}
