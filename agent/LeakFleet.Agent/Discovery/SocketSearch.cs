using System.Globalization;
using System.Net.Sockets;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Discovery;

/// <summary>
/// Finds <c>dotnet-diagnostic-PID-KEY-socket</c> in the temporary folder of a process, as it sees that folder. PID is the one inside its innermost
/// namespace; KEY is normally its start time, and differs where a container shifts the clock. Sockets of dead processes lie about with other keys.
/// </summary>
internal static class SocketSearch
{
    /// <summary>A temporary folder is written by anyone: past this many entries the search gives up rather than read on.</summary>
    private const int EntriesMax = 20_000;

    /// <summary>The socket when the outcome is Ok; Gone when there is none (yet).</summary>
    public static ReadOutcome Find(ProcTree proc, ProcessInstance instance, out DiagnosticSocket? socket)
    {
        socket = null;
        var outcome = proc.Read(instance.Pid, "environ", out var environ);
        if (outcome != ReadOutcome.Ok) return outcome;
        outcome = proc.Read(instance.Pid, "status", out var status, ProcStatus.BytesMax);
        if (outcome != ReadOutcome.Ok) return outcome;
        var innerPid = ProcStatus.Parse(status).InnermostPid;
        if (innerPid <= 0) innerPid = instance.Pid;

        outcome = proc.OpenInRootOf(instance.Pid, TemporaryFolder(environ), LinuxCalls.FlagPath | LinuxCalls.FlagDirectory, out var directory);
        if (directory is null) return outcome;
        var name = Choose(directory, innerPid, instance.StartTicks);
        if (name is null)
        {
            directory.Dispose();
            return ReadOutcome.Gone;
        }
        socket = new DiagnosticSocket(directory, name);
        return ReadOutcome.Ok;
    }

    private static string TemporaryFolder(byte[] environ)
    {
        var folder = EnvironmentBlock.Parse(environ).Value("TMPDIR");
        return folder is null or "" ? "/tmp" : folder;
    }

    private static string? Choose(SafeFileHandle directory, int innerPid, long startTicks)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{innerPid}-");
        var exact = string.Create(CultureInfo.InvariantCulture, $"{prefix}{startTicks}-socket");
        if (IsSocket(directory, exact, out _)) return exact;

        string? newest = null;
        var newestSeconds = long.MinValue;
        try
        {
            foreach (var path in Directory.EnumerateFiles(DiagnosticSocket.PathBelow(directory, "")).Take(EntriesMax))
            {
                var name = Path.GetFileName(path);
                if (!name.StartsWith(prefix, StringComparison.Ordinal) || !name.EndsWith("-socket", StringComparison.Ordinal)) continue;
                if (!IsSocket(directory, name, out var seconds) || seconds < newestSeconds) continue;
                (newest, newestSeconds) = (name, seconds);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder went away with its process, or may be entered but not listed: the exact name was tried above.
            return null;
        }
        return newest is not null && IsListenedTo(directory, newest) ? newest : null;
    }

    // Pids recur, and a killed runtime leaves its socket behind: without the start time in its name, only a listener shows that it is of this process.
    private static bool IsListenedTo(SafeFileHandle directory, string name)
    {
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            connection.Connect(new UnixDomainSocketEndPoint(DiagnosticSocket.PathBelow(directory, name)));
            return true;
        }
        catch (SocketException e)
        {
            // Refused by the kernel: nobody listens. Anything else (its queue is full, we may not connect) is for whoever uses it to say.
            return e.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }

    // The link itself is examined: a link in a shared temporary folder may point at any socket of the machine.
    private static bool IsSocket(SafeFileHandle directory, string name, out long modifiedSeconds)
    {
        var (facts, error) = LinuxCalls.Examine(directory, name);
        modifiedSeconds = facts.ModifiedUnixSeconds;
        return error == 0 && facts.Kind == FileKind.Socket;
    }
}
