using System.Diagnostics;
using System.Globalization;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>A run of the program that closes the sandbox around itself and tries to get out.</summary>
internal static class SandboxProbeRun
{
    private static readonly string[] Settings = ["EnableDiagnostics=0", "EnableWriteXorExecute=0", "TC_CallCounting=0", "TC_CallCountingDelayMs=0", "GCHeapHardLimit=4000000"];

    /// <summary>One line for each attempt; the first is the opening of the library, which has succeeded.</summary>
    /// <param name="starter">What starts the program, if not this one.</param>
    /// <param name="victim">A process whose environment it tries to read.</param>
    public static string[] Of(string[] starter, int victim, bool isGuarded)
    {
        if (isGuarded && !OpeningGuard.IsAvailable) Assert.Skip("The kernel has no guard of openings.");
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        var secret = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(secret, "secret");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string[] command =
        [
            .. starter, Path.Combine(tests, "targets", "SandboxProbe", "bin", output.Parent.Name, output.Name, "SandboxProbe"),
            victim.ToString(CultureInfo.InvariantCulture), secret,
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (isGuarded) start.ArgumentList.Add("guarded");
        foreach (var setting in Settings.Select(setting => setting.Split('='))) start.Environment["DOTNET_" + setting[0]] = setting[1];
        using var probe = Process.Start(start)!;
        try
        {
            if (isGuarded) Guard(probe);
            var lines = probe.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(probe.WaitForExit(TimeSpan.FromSeconds(60)));
            Assert.Equal("DONE", lines[^1]);
            Assert.True(lines.Length > 40, "fewer attempts than there are");
            Assert.StartsWith("open-library ", lines[0], StringComparison.Ordinal);
            Assert.DoesNotContain(" -1 ", lines[0], StringComparison.Ordinal);
            return lines[..^1];
        }
        finally
        {
            File.Delete(secret);
        }
    }

    private static void Guard(Process probe)
    {
        var line = probe.StandardOutput.ReadLine();
        Assert.StartsWith("GUARD ", line, StringComparison.Ordinal);
        using var guard = OpeningGuard.Of(probe.Id, int.Parse(line!.AsSpan(6), CultureInfo.InvariantCulture));
        Assert.NotNull(guard);
        probe.StandardInput.Write('!');
        probe.StandardInput.Flush();
        guard.AllowOne(60_000);
    }
}
