using System.Collections.Concurrent;
using System.Diagnostics;

namespace LeakFleet.Agent.Tests.Heap.Shapes;

/// <summary>HeapTarget with its own copy of a runtime, published when a test asks for it and kept with the target's intermediate files.</summary>
internal static class SelfContainedTarget
{
    private static readonly TimeSpan PublishMax = TimeSpan.FromMinutes(5);
    private static readonly ConcurrentDictionary<string, Lazy<(string? Program, string Trouble)>> Published = new();

    /// <summary>The program's path. The test is skipped where the runtime cannot be restored.</summary>
    /// <param name="framework"><c>net8.0</c></param>
    public static string ProgramFor(string framework) => ProgramFor(framework, isSingleFile: false);

    /// <summary>The same with its runtime linked into the program.</summary>
    public static string SingleFileProgramFor(string framework) => ProgramFor(framework, isSingleFile: true);

    private static string ProgramFor(string framework, bool isSingleFile)
    {
        var (program, trouble) = Published.GetOrAdd($"{framework}{(isSingleFile ? "-single-file" : "")}", name => new(() => Publish(framework, name, isSingleFile))).Value;
        if (program is null) Assert.Skip($"HeapTarget cannot be published for {framework} here: {trouble}");
        return program!;
    }

    private static (string? Program, string Trouble) Publish(string framework, string name, bool isSingleFile)
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Parent!.Parent!.Parent!.FullName;
        var project = Path.Combine(tests, "targets", "HeapTarget");
        var folder = Path.Combine(project, "obj", "self-contained", name);
        string[] arguments =
        [
            "publish", project, "-c", "Release", "-r", "linux-x64", "--self-contained", "-v", "quiet", "--nologo",
            $"-p:PublishSingleFile={isSingleFile}", $"-p:HeapTargetFramework={framework}", $"-p:BaseIntermediateOutputPath={folder}/obj/", $"-p:BaseOutputPath={folder}/bin/", "-o", $"{folder}/out",
            // A build server left behind would hold on to this program's output.
            "-nodeReuse:false", "-p:UseSharedCompilation=false",
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var publish = Process.Start(start)!;
        var errors = publish.StandardError.ReadToEndAsync();
        var output = publish.StandardOutput.ReadToEndAsync();
        if (!publish.WaitForExit(PublishMax))
        {
            publish.Kill(entireProcessTree: true);
            return (null, "it takes too long");
        }
        if (publish.ExitCode == 0) return (Path.Combine(folder, "out", "HeapTarget"), "");
        var text = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
        // Only a restore that fails is the machine's fault; anything else is this repository's.
        Assert.Contains("error NU", text, StringComparison.Ordinal);
        return (null, text.Split('\n').First(line => line.Contains("error NU", StringComparison.Ordinal)));
    }
}
