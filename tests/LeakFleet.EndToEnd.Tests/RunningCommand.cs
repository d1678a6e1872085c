using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>One process of the built <c>leakfleet</c>, ended with this object at the latest.</summary>
internal sealed class RunningCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _reading;

    private RunningCommand(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _errors));
    }

    public int ProcessId => _process.Id;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    public static RunningCommand Start(params string[] arguments) => new(TargetPrograms.CommandStartInfo([], arguments));

    /// <summary>
    /// An agent that looks every second. The usual budget of walks would let it look once in a while only, since the first walks of a process are its most
    /// expensive ones; the demo's budget is larger for the same reason.
    /// </summary>
    public static RunningCommand StartAgent(string server, params string[] arguments) =>
        Start(["agent", "--server", server, "--interval", "1s", "--walk-cpu", "100", .. arguments]);

    /// <summary>Through another program, which gets the command as its last arguments.</summary>
    public static RunningCommand StartThrough(string[] wrapper, params string[] arguments) => new(TargetPrograms.CommandStartInfo(wrapper, arguments));

    public static RunningCommand StartWith(string variable, string value, params string[] arguments)
    {
        var start = TargetPrograms.CommandStartInfo([], arguments);
        start.Environment[variable] = value;
        return new RunningCommand(start);
    }

    /// <summary>The first line of standard output that holds the text.</summary>
    public Task<string> LineAsync(string text) => Eventually.SomeAsync(
        () =>
        {
            var line = _output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
            if (line is null && _process.HasExited) throw new InvalidOperationException($"ended before '{text}': {Everything()}");
            return Task.FromResult(line);
        },
        () => $"no line with '{text}': {Everything()}");

    public void Kill() => _process.Kill();

    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <param name="within">For a command that takes minutes by itself.</param>
    public async Task<int> ExitCodeAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Eventually.Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public string Everything() => $"stdout: {string.Join(" | ", _output)}; stderr: {string.Join(" | ", _errors)}";

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line) lines.Enqueue(line);
    }
}
