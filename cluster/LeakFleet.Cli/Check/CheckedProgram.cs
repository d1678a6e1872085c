using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakFleet.Cli.Check;

/// <summary>The program under the gate. It is stopped with this object, and all that it started with it.</summary>
internal sealed partial class CheckedProgram : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;

    private CheckedProgram(Process process) => (_process, Descendants) = (process, new Descendants(process.Id));

    public Descendants Descendants { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <exception cref="CommandException">There is no such program.</exception>
    public static CheckedProgram Start(IReadOnlyList<string> command, bool keepGc)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
        // Collections of gen2 are what growth is judged over. In production they come every few minutes; a small youngest generation lets them come within
        // seconds, at the same work for each byte. Nothing is induced.
        if (!keepGc && !start.Environment.ContainsKey("DOTNET_GCgen0size")) start.Environment["DOTNET_GCgen0size"] = "0x200000";
        try
        {
            return new CheckedProgram(Process.Start(start) ?? throw new CommandException($"cannot start {command[0]}"));
        }
        catch (Win32Exception e)
        {
            throw new CommandException($"cannot start {command[0]}: {e.Message}");
        }
    }

    public Task WaitAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Asks it to end, with all that it started; ends what is left after a while.</summary>
    public async Task StopAsync()
    {
        // A signal that fails has met the end of its process.
        foreach (var pid in Descendants.Living()) _ = Signal(pid, Terminate);
        var deadline = Stopwatch.StartNew();
        while (Descendants.Living().Count > 0 && deadline.Elapsed < EndTimeout) await Task.Delay(PollInterval);
        foreach (var pid in Descendants.Living()) _ = Signal(pid, Kill);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int pid, int signal);
}
