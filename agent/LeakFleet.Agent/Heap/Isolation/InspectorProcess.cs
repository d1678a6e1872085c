using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>A helper process, from its start with next to no rights to its end.</summary>
internal sealed class InspectorProcess : IDisposable
{
    private const string ConfigurationFile = "inspector.runtimeconfig.json";

    private readonly Process _process;
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _cpuTicksWhenKilled = -1;
    private long? _ended;

    private InspectorProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>When it has ended by itself, the time it lived: with its one thread at work it cannot have used more.</summary>
    public TimeSpan CpuUsed =>
        CpuWhileAlive() ?? (_cpuTicksWhenKilled >= 0 ? new TimeSpan(_cpuTicksWhenKilled) : Stopwatch.GetElapsedTime(_started, _ended ??= Stopwatch.GetTimestamp()));

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a helper, or says why that cannot be.</summary>
    /// <param name="nice">Its niceness, at least: a program's start takes more of a processor than most walks do.</param>
    public static (InspectorProcess? Process, string? Trouble) Start(int nice)
    {
        var host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet");
        var assembly = typeof(InspectorProcess).Assembly.Location;
        if (!File.Exists(host) || assembly.Length == 0) return (null, HelperTrouble.NoHost);
        var start = new ProcessStartInfo(Path.GetFullPath(host))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
            ArgumentList = { "exec", "--runtimeconfig", Path.Combine(Path.GetDirectoryName(assembly)!, ConfigurationFile), assembly },
        };
        SetEnvironment(start);

        // A thread has its own rights, priority and processor and gives them to the processes it starts. This one ends right after.
        InspectorProcess? process = null;
        string? trouble = null;
        var thread = new Thread(() =>
        {
            try
            {
                InheritNothing();
                ThreadNice.AtLeast(nice);
                OneProcessor.ForThisThread();
                Capabilities.DropForChildren();
                process = new InspectorProcess(Process.Start(start)!);
            }
            catch (Exception fault) when (fault is IOException or System.ComponentModel.Win32Exception)
            {
                trouble = HelperTrouble.NotStarted(fault.Message);
            }
        });
        thread.Start();
        thread.Join();
        return (process, trouble);
    }

    /// <summary>Ends the helper at once. May be called from any thread, more than once, and after <see cref="Dispose"/>; never throws.</summary>
    public void Kill()
    {
        if (CpuWhileAlive() is { } used) _cpuTicksWhenKilled = used.Ticks;
        try
        {
            _process.Kill();
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Disposed of meanwhile, or gone. One that the kernel does not let the agent end loses its pipes, and has its own countdown.
        }
    }

    public void Dispose()
    {
        Kill();
        // What a helper that did not get as far as the sandbox says there is for whoever starts it by hand; nobody reads it here.
        _process.StandardError.Dispose();
        _process.StandardInput.BaseStream.Dispose();
        _process.StandardOutput.BaseStream.Dispose();
        _process.Dispose();
    }

    private TimeSpan? CpuWhileAlive()
    {
        try
        {
            return _process.HasExited ? null : _process.TotalProcessorTime;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // Ended between the question and the answer.
            return null;
        }
    }

    /// <summary>
    /// What the agent itself opens is closed in children; what it got from whoever started it may not be. (Before Linux 5.11 the kernel cannot
    /// do this by itself.)
    /// </summary>
    private static void InheritNothing()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            // Some are closed by now, and an error says so.
            var descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            if (descriptor > 2) _ = SandboxCalls.fcntl(descriptor, SandboxCalls.SetDescriptorFlags, SandboxCalls.CloseOnExec);
        }
    }

    /// <summary>Nothing of the agent's environment, which may hold secrets, gets into a process that is held to be the target's.</summary>
    private static void SetEnvironment(ProcessStartInfo start)
    {
        start.Environment.Clear();
        // Where an installation needs it, the agent's own runtime would not start without it either.
        if (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { } libraries) start.Environment["LD_LIBRARY_PATH"] = libraries;
        // No diagnostic socket, and none of the double mapping of code, which needs shared memory and a third of the start-up's time.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        // Otherwise the size of the processor's last cache, and pieces of 4 MB: tens of megabytes of the agent's limit before the first collection.
        start.Environment["DOTNET_GCgen0size"] = "100000";
        start.Environment["DOTNET_GCRegionSize"] = "100000";
        start.Environment["DOTNET_GCConserveMemory"] = "7";
        // No thread can be started in the sandbox: a runtime that wants one, to compile code again, and gets none ends the process. It wants none when calls are
        // neither counted nor waited for. (Without tiers at all a helper takes twice the processor time.)
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
    }
}
