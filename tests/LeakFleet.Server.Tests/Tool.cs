using System.Diagnostics;

namespace LeakFleet.Server.Tests;

/// <summary>Programs that the tests need and a machine may lack. Where one is missing the test says so and does not count as passed.</summary>
internal static class Tool
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Find(string name, string package)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            if (File.Exists(Path.Combine(folder, name))) return Path.Combine(folder, name);
        Assert.Skip($"not run: {name} is not installed (Debian package {package})");
        return name;
    }

    public static async Task<(int ExitCode, string Output)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeakFleet.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run from a checkout");
        return folder;
    }

    /// <summary>Asks until the answer is right; a test that waits for an event in vain fails with what it last saw.</summary>
    public static async Task Eventually(Func<Task<string?>> fault)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(RunningServer.Patience.TotalSeconds * Stopwatch.Frequency);
        while (await fault() is { } why)
        {
            Assert.True(Stopwatch.GetTimestamp() < deadline, why);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
