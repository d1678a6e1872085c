namespace LeakFleet.EndToEnd.Tests;

/// <summary>A <c>leakfleet server</c> that listens.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private RunningServer(RunningCommand command, string url) => (Command, Url) = (command, url);

    public RunningCommand Command { get; }

    public int ProcessId => Command.ProcessId;

    public string Url { get; }

    public int Port => new Uri(Url).Port;

    /// <param name="port">0 for any free one.</param>
    public static async Task<RunningServer> StartAsync(string stateFolder, int port = 0)
    {
        var command = RunningCommand.Start("server", "--listen", $"127.0.0.1:{port}", "--state", stateFolder, "--interval", "1s");
        var line = await command.LineAsync("listens at http");
        return new RunningServer(command, line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)));
    }

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        Command.Kill();
        await Command.ExitCodeAsync();
    }

    public ValueTask DisposeAsync() => Command.DisposeAsync();
}
