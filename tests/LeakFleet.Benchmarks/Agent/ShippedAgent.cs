using System.Diagnostics;
using System.Globalization;

namespace LeakFleet.Benchmarks.Agent;

/// <summary>The agent as <c>deploy/agent.Dockerfile</c> builds it and sets its environment, on this machine's runtime.</summary>
internal static class ShippedAgent
{
    /// <returns>The program, in <paramref name="folder"/>.</returns>
    public static async Task<string> PublishAsync(string folder)
    {
        Console.WriteLine("publishing the agent as its image has it (some two minutes; --agent PROGRAM takes one that is there) …");
        var project = Path.Combine(Repository(), "cluster", "LeakFleet.Cli");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", [
            "publish", project, "-c", "Release", "-r", "linux-x64", "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:DebugType=none", "-o", folder, "--nologo", "-v", "quiet"]))!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? Path.Combine(folder, "leakfleet") : throw new InvalidOperationException("the agent could not be published");
    }

    public static Process Start(string program, Uri server, IReadOnlyList<int> pids, string outbox)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "agent", "--server", server.ToString(), "--outbox", outbox, "--metrics", "127.0.0.1:0" }) start.ArgumentList.Add(argument);
        foreach (var pid in pids)
        {
            start.ArgumentList.Add("--pid");
            start.ArgumentList.Add(pid.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in ImageEnvironment()) start.Environment[name] = value;
        var agent = Process.Start(start)!;
        agent.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(" warning: ", StringComparison.Ordinal) == true || line.Data?.Contains(" error: ", StringComparison.Ordinal) == true) Console.WriteLine(line.Data);
        };
        agent.BeginOutputReadLine();
        agent.BeginErrorReadLine();
        return agent;
    }

    /// <summary>What follows <c>ENV</c> in the image's file, a name and a value a line.</summary>
    private static IEnumerable<(string Name, string Value)> ImageEnvironment() =>
        File.ReadLines(Path.Combine(Repository(), "deploy", "agent.Dockerfile")).SkipWhile(line => !line.StartsWith("ENV ", StringComparison.Ordinal))
            .Select(line => line.Replace("ENV ", "", StringComparison.Ordinal).Trim()).TakeWhile(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.TrimEnd('\\', ' ').Split('=', 2)).Select(pair => (pair[0], pair[1]));

    private static string Repository() => new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
}
