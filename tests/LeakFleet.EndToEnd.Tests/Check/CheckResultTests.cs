using System.Xml.Linq;
using LeakFleet.Cli;
using LeakFleet.Cli.Check;
using LeakFleet.Server.Api;

namespace LeakFleet.EndToEnd.Tests.Check;

public sealed class CheckResultTests
{
    private static readonly string Hostile = "Evil<T>&\"'\u0000\u001b[31m\u202e]]>" + new string('x', 10_000);

    [Fact]
    public void WhatTheBaselineAcceptsDoesNotFail()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "baseline.json");
        CheckBaseline.Write(file, [Growth("Acme.Order", false), Growth("Acme.Order", false)]);
        var baseline = CheckBaseline.Read(file);
        Assert.Single(baseline.Accepted);
        Assert.True(baseline.Accepts("managed-type", "Acme.Order"));
        Assert.False(baseline.Accepts("managed-type", "Acme.Other"));
        Assert.False(baseline.Accepts("native", "Acme.Order"));
        var result = new CheckResult("soak", TimeSpan.FromMinutes(2), null, [], [Growth("Acme.Order", true)]);
        Assert.Empty(result.NotAccepted);
        Assert.StartsWith("accepted  Acme.Order keeps growing", CheckText.Lines(result).First());
        // What is written to a baseline now fails no more either.
        var growing = result with { Growths = [Growth("Acme.Order", false)] };
        Assert.StartsWith("FAIL", CheckText.Lines(growing).First());
        Assert.StartsWith("accepted", CheckText.Lines(growing, acceptsAll: true).First());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"version\":9,\"accepted\":[]}")]
    [InlineData("{\"version\":1,\"accepted\":null}")]
    public void AFileThatIsNoBaselineIsSaidToBeNone(string text)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "baseline.json");
        File.WriteAllText(file, text);
        Assert.Contains(file, Assert.Throws<CommandException>(() => CheckBaseline.Read(file)).Message);
        Assert.Throws<CommandException>(() => CheckBaseline.Read(file + ".missing"));
    }

    [Fact]
    public void HostileNamesBreakNeitherTextNorXml()
    {
        var result = new CheckResult(Hostile, TimeSpan.FromMinutes(2), 7, [], [Growth(Hostile, false)]);
        Assert.DoesNotContain(string.Concat(CheckText.Lines(result)), c => char.IsControl(c) || c == '\u202e');
        var suite = XDocument.Parse(CheckJUnit.Text(result)).Root!;
        Assert.Equal(("1", "1"), (suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.StartsWith("Evil<T>&\"'\\u0000", suite.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void WhatWasSeenTooShortlyIsNoSuccess()
    {
        Assert.True(Result([]).IsInconclusive);
        Assert.False(Result([], Growth("Acme.Order", false)).IsInconclusive);
        Assert.False(Result([Process(1, "healthy", 45)]).IsInconclusive);
        // That one of two was judged says nothing of the other, unless that one hardly did anything.
        Assert.True(Result([Process(1, "healthy", 45), Process(2, "learning", 20)]).IsInconclusive);
        var besideAnIdleOne = Result([Process(1, "healthy", 45), Process(2, "learning", 3)]);
        Assert.False(besideAnIdleOne.IsInconclusive);
        Assert.Contains("verdicts of 1 of 2 processes", CheckText.Summary(besideAnIdleOne));
        Assert.Contains(CheckText.Lines(besideAnIdleOne), line => line.StartsWith("no verdict  checkout (pid 2): 3 looks are too few", StringComparison.Ordinal));
        Assert.Contains("too little was seen", CheckText.Summary(Result([Process(1, "learning", 3)])));
    }

    [Theory]
    [InlineData("queue", "Acme.Order", "managed-type", "Acme.Order", true)]
    [InlineData("managed-type", "Acme.Order", "queue", "Acme.Order", true)]
    [InlineData("threads", "", "threads", "System.Threading.Thread", true)]
    [InlineData("threads", "System.Threading.Thread", "managed-type", "System.Threading.Thread", false)]
    [InlineData("threads", "", "handles", "", false)]
    public void ABaselineHoldsForTheSameLeakHoweverItIsSeen(string acceptedKind, string acceptedType, string kind, string type, bool isAccepted) =>
        Assert.Equal(isAccepted, new CheckBaseline(1, [new AcceptedGrowth(acceptedKind, acceptedType, "")]).Accepts(kind, type));

    [Fact]
    public void WhatIsCountedHasItsRateInItems()
    {
        var result = Result([Process(1, "leak", 45)], new CheckGrowth(1, "checkout", "threads", "", 0, [], false) { CountPerHour = 120 });
        Assert.Contains(CheckText.Lines(result), line => line.StartsWith("FAIL      Threads keeps growing by 120/h in checkout", StringComparison.Ordinal));
        Assert.Equal("Threads keeps growing by 120/h", XDocument.Parse(CheckJUnit.Text(result)).Root!.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void AProgramThatFailedIsAnErrorInTextAndXml()
    {
        var result = Result([Process(1, "healthy", 45)]) with { ExitCode = 134 };
        Assert.Contains(CheckText.Lines(result), line => line.StartsWith("ERROR     soak ended with exit code 134", StringComparison.Ordinal));
        var suite = XDocument.Parse(CheckJUnit.Text(result)).Root!;
        Assert.Equal(("2", "1", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("errors")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal("soak ended with exit code 134", suite.Descendants("error").Single().Attribute("message")!.Value);
    }

    private static CheckResult Result(IReadOnlyList<ProcessResponse> processes, params CheckGrowth[] growths) => new("soak", TimeSpan.FromMinutes(2), null, processes, growths);

    private static ProcessResponse Process(int pid, string verdict, int looks) => new(
        "key", "node", pid, "checkout", "1.0", "10.0", new Dictionary<string, string>(), null, DateTimeOffset.UnixEpoch, false, verdict, null, null, null, null, looks, 0, null, [], null, null);

    private static CheckGrowth Growth(string type, bool isAccepted) => new(100, "checkout", "managed-type", type, 1_000_000, ["a figure"], isAccepted);
}
