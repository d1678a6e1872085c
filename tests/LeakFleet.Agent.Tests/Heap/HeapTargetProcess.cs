using System.Diagnostics;

namespace LeakFleet.Agent.Tests.Heap;

/// <summary>A running HeapTarget, told what to do over its stdin.</summary>
internal sealed class HeapTargetProcess : IDisposable
{
    private readonly Process _process;

    private HeapTargetProcess(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <param name="settings">The runtime's settings as environment variables: <c>DOTNET_gcServer=1</c>.</param>
    public static HeapTargetProcess Start(int objects, IEnumerable<string> settings, params string[] arguments)
    {
        // bin/<configuration>/net10.0 of this program and of the target's agree.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(tests, "targets", "HeapTarget", "bin", output.Parent.Name, output.Name, "HeapTarget");
        return Start([program], objects, settings, arguments);
    }

    /// <param name="command">The program, or what starts it and the program.</param>
    public static HeapTargetProcess Start(IReadOnlyList<string> command, int objects, IEnumerable<string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(objects.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var setting in settings)
        {
            var parts = setting.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }
        var target = new HeapTargetProcess(Process.Start(start)!);
        target.Answer();
        return target;
    }

    /// <summary>Says one line and waits for the answer.</summary>
    public string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        return Answer();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private string Answer() =>
        _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the target ended before it answered");
}
