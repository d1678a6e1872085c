using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeakFleet.EndToEnd.Tests.Histograms;

namespace LeakFleet.EndToEnd.Tests.Retention;

public sealed class RetentionCommandTests
{
    private const string Order = "LeakyApp.Scenarios.Leaks.Order";
    private const string Holder = "static LeakyApp.Scenarios.Leaks.StaticList.Recent";

    [Fact]
    public async Task WhySaysWhoHoldsThemHowManyMoreThereAreByNowAndOneWholePath()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        var text = (await LeakfleetRun.Of("why", Pid(target), Order, "--again", "1s")).Succeeded();

        Assert.Contains("\nThe static field LeakyApp.Scenarios.Leaks.StaticList.Recent holds them through List<Order>, and nothing takes them out.\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\nSystem\.Collections\.Generic\.List<LeakyApp\.Scenarios\.Leaks\.Order>, in static LeakyApp\.Scenarios\.Leaks\.StaticList\.Recent, has [\d,]+ elements, \+\d+ in ", text);
        Assert.Matches(@"\n    \[\d+\] → LeakyApp\.Scenarios\.Leaks\.Order 0x[0-9a-f]+\n", text);
    }

    [Fact]
    public async Task WhyIsOneDocumentOrOneDrawing()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        using var json = JsonDocument.Parse((await LeakfleetRun.Of("why", Pid(target), Order, "--again", "0s", "--json")).Succeeded());
        var svg = XDocument.Parse((await LeakfleetRun.Of("why", Pid(target), Order, "--again", "0s", "--svg")).Succeeded());
        var dot = (await LeakfleetRun.Of("why", Pid(target), Order, "--again", "0s", "--dot")).Succeeded();

        var leading = json.RootElement.GetProperty("signatures")[0];
        Assert.StartsWith($"{Holder} → ", leading.GetProperty("signature").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("0x", leading.GetProperty("example").GetProperty("steps")[0].GetProperty("address").GetString(), StringComparison.Ordinal);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text" && element.Value.StartsWith(Holder, StringComparison.Ordinal));
        Assert.StartsWith("digraph references {", dot, StringComparison.Ordinal);
        Assert.Contains("label=\"_items\"", dot, StringComparison.Ordinal);
        Assert.Contains("only one of --json, --dot, --svg can be given", (await LeakfleetRun.Of("why", Pid(target), Order, "--dot", "--svg")).Failed(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ObjectsRefsAndBackrefsGoFromOneObjectToItsNeighbours()
    {
        await using var target = await RunningTarget.StartAsync("static-list");
        LeakfleetRun refs;
        var triesLeft = 20;
        do
        {
            // A collection may move the object between the two commands, and another may lie there then.
            var why = (await LeakfleetRun.Of("why", Pid(target), Order, "--again", "0s")).Succeeded();
            refs = await LeakfleetRun.Of("refs", Pid(target), Regex.Match(why, @" LeakyApp\.Scenarios\.Leaks\.Order (0x[0-9a-f]+)\n").Groups[1].Value);
        }
        while (!refs.Output.StartsWith(Order, StringComparison.Ordinal) && --triesLeft > 0);

        var held = refs.Succeeded();
        var chain = new Regex(@"\n  held by LeakyApp\.Scenarios\.Leaks\.Order\[\] 0x[0-9a-f]+ in \[\d+\]\n    held by System\.Collections\.Generic\.List<LeakyApp\.Scenarios\.Leaks\.Order> 0x[0-9a-f]+ in _items\n      held by static LeakyApp\.Scenarios\.Leaks\.StaticList\.Recent\n");
        string holders;
        triesLeft = 20;
        // The list may be growing into a larger array at that moment, or a collection move it.
        do holders = (await LeakfleetRun.Of("backrefs", Pid(target), Order, "--depth", "2")).Succeeded();
        while (!chain.IsMatch(holders) && --triesLeft > 0);

        Assert.Contains("  Customer: System.String ", held, StringComparison.Ordinal);
        Assert.Matches(chain, holders);
        Assert.DoesNotContain("customer-", held, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValuesAreShownOnlyWhenTheyAreAskedFor()
    {
        await using var target = await RunningTarget.StartAsync("static-list");

        Assert.Contains("\"customer-", (await LeakfleetRun.Of("refs", Pid(target), Order, "--values")).Succeeded(), StringComparison.Ordinal);
        Assert.DoesNotContain("customer-", (await LeakfleetRun.Of("objects", Pid(target), "System.String", "--top", "500")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FinalizersShowsWhatTheFinalizerThreadIsIn()
    {
        await using var target = await RunningTarget.StartAsync("finalizer-blocked");
        LeakfleetRun run;
        // Until a first collection nothing waits.
        do run = await LeakfleetRun.Of("finalizers", Pid(target));
        while (!run.Succeeded().Contains("the finalizer thread is in\n", StringComparison.Ordinal));

        Assert.Contains("    LeakyApp.Scenarios.Leaks.FileLease.Finalize\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"[1-9][\d,]*  finalizer queue  LeakyApp\.Scenarios\.Leaks\.FileLease\n", run.Output);
        Assert.Matches(@"\d+ +strong  System\.Threading\.Thread\n", (await LeakfleetRun.Of("handles", Pid(target), "--top", "100")).Succeeded());
        using var finalizers = JsonDocument.Parse((await LeakfleetRun.Of("finalizers", Pid(target), "--json", "--top", "1")).Succeeded());
        using var handles = JsonDocument.Parse((await LeakfleetRun.Of("handles", Pid(target), "--json", "--top", "2")).Succeeded());
        Assert.Equal("LeakyApp.Scenarios.Leaks.FileLease", finalizers.RootElement.GetProperty("finalizerQueue")[0].GetProperty("type").GetString());
        Assert.Equal(1, finalizers.RootElement.GetProperty("finalizable").GetArrayLength());
        Assert.False(finalizers.RootElement.TryGetProperty("handles", out _));
        Assert.Equal(2, handles.RootElement.GetProperty("handles").GetArrayLength());
        Assert.False(handles.RootElement.TryGetProperty("finalizerQueue", out _));
    }

    [Fact]
    public async Task WhatIsNotThereIsOneLine()
    {
        await using var target = await RunningTarget.StartAsync("steady");
        var pid = Pid(target);

        foreach (var command in new[] { "why", "refs", "backrefs", "objects" })
        {
            Assert.Equal("there is no process 2147483647", (await LeakfleetRun.Of(command, "2147483647", "X")).Failed(1));
            Assert.Equal($"process {pid}: the process has no object of such a type", (await LeakfleetRun.Of(command, pid, "No.Such.Type")).Failed(1));
        }
        Assert.Equal($"process {pid}: no object lies at 0x1234", (await LeakfleetRun.Of("refs", pid, "0x1234")).Failed(1));
        Assert.Contains("--depth: '0' is not a number from 1 to 20", (await LeakfleetRun.Of("refs", pid, "X", "--depth", "0")).Failed(2), StringComparison.Ordinal);
    }

    private static string Pid(RunningTarget target) => target.ProcessId.ToString(CultureInfo.InvariantCulture);
}
