using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LeakFleet.EndToEnd.Tests.Histograms;

public sealed class HistogramCommandTests : IDisposable
{
    private const string Leaking = "LeakyApp.Scenarios.Leaks.Order";
    private const int SigInt = 2;
    private const int SigKill = 9;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leakfleet-histograms-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TypesShowsTheTypeThatLeaksAndHowCompleteThePictureIs()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        var text = (await LeakfleetRun.Of("types", Pid(target), "--type", "LeakyApp.*", "--generations")).Succeeded();

        Assert.Contains($" {Leaking}\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\n(complete: \d+ regions|PARTIAL: .*)\n", text);
        Assert.Matches(@"COUNT +BYTES +SHARE +GEN0 +GEN1 +GEN2 +LARGE +PINNED +FROZEN +TYPE\n", text);
    }

    [Fact]
    public async Task TypesByCountAreSortedByCountAndCutAtTheTop()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        using var report = JsonDocument.Parse((await LeakfleetRun.Of("types", Pid(target), "--sort", "count", "--top", "5", "--json")).Succeeded());

        var counts = report.RootElement.GetProperty("types").EnumerateArray().Select(type => type.GetProperty("count").GetInt64()).ToList();
        Assert.Equal(5, counts.Count);
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.True(report.RootElement.GetProperty("typesMatching").GetInt32() > 5);
        Assert.Equal(target.ProcessId, report.RootElement.GetProperty("look").GetProperty("process").GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task ALookAfterANaturalGen2KnowsItsCollection()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        using var report = JsonDocument.Parse((await LeakfleetRun.Of("types", Pid(target), "--after-gen2", "90s", "--json")).Succeeded());

        Assert.True(report.RootElement.GetProperty("look").GetProperty("afterGen2").GetBoolean());
        Assert.True(report.RootElement.GetProperty("look").GetProperty("collectionIndex").GetInt64() > 0);
    }

    [Fact]
    public async Task GrowthOverTwoLooksNamesTheTypeThatLeaks()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        var lines = (await LeakfleetRun.Of("growth", Pid(target), "--every", "1s", "--times", "3", "--top", "1000", "--json")).Succeeded()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, lines.Length);
        foreach (var line in lines.Skip(1))
        {
            using var look = JsonDocument.Parse(line);
            var order = look.RootElement.GetProperty("types").EnumerateArray().Single(type => type.GetProperty("name").GetString() == Leaking);
            Assert.True(order.GetProperty("countDelta").GetInt64() > 0);
            Assert.True(order.GetProperty("bytesDelta").GetInt64() > 0);
        }
    }

    [Fact]
    public async Task GrowthInterruptedEndsWithoutAnError()
    {
        await using var target = await RunningTarget.StartAsync("static-list");
        using var growth = LeakfleetRun.Start("growth", Pid(target), "--every", "1h");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        // Its title comes with the first look.
        await growth.StandardOutput.ReadLineAsync(limit.Token);

        Assert.Equal(0, Kill(growth.Id, SigInt));

        var error = await growth.StandardError.ReadToEndAsync(limit.Token);
        await growth.WaitForExitAsync(limit.Token);
        Assert.Equal((0, ""), (growth.ExitCode, error));
    }

    [Fact]
    public async Task GrowthEndsWithItsProcessAndSaysSo()
    {
        await using var target = await RunningTarget.StartAsync("static-list");
        using var growth = LeakfleetRun.Start("growth", Pid(target), "--every", "500ms");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await growth.StandardOutput.ReadLineAsync(limit.Token);
        var output = growth.StandardOutput.ReadToEndAsync(limit.Token);

        Assert.Equal(0, Kill(target.ProcessId, SigKill));

        var error = await growth.StandardError.ReadToEndAsync(limit.Token);
        await growth.WaitForExitAsync(limit.Token);
        Assert.Equal((1, $"leakfleet: process {target.ProcessId}: the process has exited\n"), (growth.ExitCode, error));
        await output;
    }

    [Theory, InlineData("types"), InlineData("count", Leaking), InlineData("growth", "--times", "1")]
    public async Task WhereTheLibraryRunsCanBeSaid(string command, params string[] more)
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        (await LeakfleetRun.Of([command, Pid(target), .. more, "--dac-mode", "same-runtime"])).Succeeded();

        var error = (await LeakfleetRun.Of([command, Pid(target), .. more, "--dac-mode", "allow-list", "--dac-sha256", new string('0', 64)])).Failed(1);
        Assert.Contains("is not on the list of allowed ones (mode allow-list)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoSavedHistogramsDifferByWhatLeakedBetweenThem()
    {
        await using var target = await RunningTarget.StartAsync("static-list");
        var (a, b) = (Path.Combine(_folder.FullName, "a"), Path.Combine(_folder.FullName, "b"));
        (await LeakfleetRun.Of("types", Pid(target), "--save", a)).Succeeded();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        (await LeakfleetRun.Of("count", Pid(target), Leaking, "--save", b)).Succeeded();

        using var diff = JsonDocument.Parse((await LeakfleetRun.Of("diff", a, b, "--type", Leaking, "--json")).Succeeded());
        var text = (await LeakfleetRun.Of("diff", a, b, "--top", "1000")).Succeeded();

        var order = Assert.Single(diff.RootElement.GetProperty("types").EnumerateArray());
        Assert.Equal("changed", order.GetProperty("state").GetString());
        Assert.True(order.GetProperty("countDelta").GetInt64() > 0);
        Assert.Contains($" {Leaking}\n", text, StringComparison.Ordinal);
        Assert.Equal([a, b], Directory.GetFileSystemEntries(_folder.FullName).Order());
    }

    [Fact]
    public async Task AnExistingFileIsOverwrittenByForceAlone()
    {
        await using var target = await RunningTarget.StartAsync("steady");
        var path = Path.Combine(_folder.FullName, "a");
        await File.WriteAllTextAsync(path, "precious", TestContext.Current.CancellationToken);

        Assert.Equal($"{path} exists; --force overwrites it", (await LeakfleetRun.Of("types", Pid(target), "--save", path)).Failed(1));
        Assert.Equal("precious", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        (await LeakfleetRun.Of("types", Pid(target), "--save", path, "--force")).Succeeded();
        (await LeakfleetRun.Of("diff", path, path)).Succeeded();
    }

    [Fact]
    public async Task ATypeThatIsNotThereCountsNothing()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        Assert.StartsWith("0 objects of No.Such in 0 B\n", (await LeakfleetRun.Of("count", Pid(target), "No.Such")).Succeeded(), StringComparison.Ordinal);
        Assert.Matches($@"^[1-9][\d,]* objects of {Leaking} in ", (await LeakfleetRun.Of("count", Pid(target), Leaking)).Succeeded());
    }

    [Fact]
    public async Task TheDiagnosticPortCountsTheSameTypeWithoutGenerations()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        using var report = JsonDocument.Parse((await LeakfleetRun.Of("count", Pid(target), Leaking, "--event-pipe", "--json")).Succeeded());

        Assert.Equal("event-pipe", report.RootElement.GetProperty("look").GetProperty("way").GetString());
        var order = Assert.Single(report.RootElement.GetProperty("types").EnumerateArray());
        Assert.True(order.GetProperty("count").GetInt64() > 0);
        Assert.Equal(JsonValueKind.Null, order.GetProperty("countByGeneration").ValueKind);
        Assert.Equal("LeakyApp", order.GetProperty("assembly").GetString());
    }

    [Fact]
    public async Task HelpNamesNoDefaultThatMeansNothing() =>
        Assert.DoesNotContain("0ms", (await LeakfleetRun.Of("types", "--help")).Succeeded(), StringComparison.Ordinal);

    [Fact]
    public async Task WhatCannotBeLookedAtIsOneLine()
    {
        Assert.Equal("there is no process 2147483647", (await LeakfleetRun.Of("types", "2147483647")).Failed(1));
        Assert.Contains("'x' is not a process id", (await LeakfleetRun.Of("growth", "x")).Failed(2), StringComparison.Ordinal);
        using var sleep = System.Diagnostics.Process.Start("sleep", "60");
        Assert.Contains("no .NET runtime", (await LeakfleetRun.Of("count", sleep.Id.ToString(CultureInfo.InvariantCulture), "X")).Failed(1), StringComparison.Ordinal);
        sleep.Kill();
    }

    private static string Pid(RunningTarget target) => target.ProcessId.ToString(CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
