using System.Diagnostics;

namespace LeakFleet.EndToEnd.Tests.Histograms;

/// <summary>One run of the <c>leakfleet</c> command to its end.</summary>
internal sealed record LeakfleetRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(120);

    public static async Task<LeakfleetRun> Of(params string[] arguments)
    {
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(WaitMax);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new LeakfleetRun(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "leakfleet"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>The output of a run that succeeded.</summary>
    public string Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return Output;
    }

    /// <summary>The one line of a run that failed as it should.</summary>
    public string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        Assert.StartsWith("leakfleet: ", Error, StringComparison.Ordinal);
        if (exitCode == 1) Assert.Equal(Error.Length - 1, Error.IndexOf('\n', StringComparison.Ordinal));
        return Error["leakfleet: ".Length..].TrimEnd('\n');
    }
}
