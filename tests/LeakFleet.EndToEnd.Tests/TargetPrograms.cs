using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>Finds the target programs that were built beside the tests, and says how to start them.</summary>
internal static class TargetPrograms
{
    private static string LeakyApp { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../targets/LeakyApp/bin", Configuration, TargetFramework, "LeakyApp.dll"));

    /// <summary>The command as it was built, copied here with all that it needs.</summary>
    private static string Command { get; } = Path.Combine(AppContext.BaseDirectory, "leakfleet.dll");

    private static string TargetFramework => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!);

    /// <summary>The host this test runs on: the process itself is the test's own executable, and DOTNET_HOST_PATH is set only under the SDK.</summary>
    private static string DotnetHost { get; } =
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    /// <summary>With all three streams redirected, and the environment that makes natural gen2 collections come every second or two.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        Assert.True(File.Exists(LeakyApp), $"{LeakyApp} is not built");
        return new ProcessStartInfo(DotnetHost, [LeakyApp, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_GCgen0size"] = "0x200000",
                ["DOTNET_TieredPGO"] = "0",
            },
        };
    }

    /// <summary>The <c>leakfleet</c> command, through <paramref name="wrapper"/> when that names a program.</summary>
    public static ProcessStartInfo CommandStartInfo(string[] wrapper, string[] arguments)
    {
        string[] all = [.. wrapper, DotnetHost, Command, .. arguments];
        return new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
