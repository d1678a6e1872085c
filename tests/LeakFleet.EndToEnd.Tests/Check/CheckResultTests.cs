using System.Xml.Linq;
using LeakFleet.Cli;
using LeakFleet.Cli.Check;

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
        var result = new CheckResult(TimeSpan.FromMinutes(2), null, [], [Growth("Acme.Order", true)]);
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
        var result = new CheckResult(TimeSpan.FromMinutes(2), null, [], [Growth(Hostile, false)]);
        Assert.DoesNotContain(string.Concat(CheckText.Lines(result)), c => char.IsControl(c) || c == '\u202e');
        var suite = XDocument.Parse(CheckJUnit.Text(result)).Root!;
        Assert.Equal(("1", "1"), (suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.StartsWith("Evil<T>&\"'\\u0000", suite.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void WhatWasSeenTooShortlyIsNoSuccess()
    {
        Assert.True(new CheckResult(TimeSpan.FromSeconds(5), 0, [], []).IsInconclusive);
        Assert.False(new CheckResult(TimeSpan.FromSeconds(5), 0, [], [Growth("Acme.Order", false)]).IsInconclusive);
    }

    private static CheckGrowth Growth(string type, bool isAccepted) => new(100, "checkout", "managed-type", type, 1_000_000, ["a figure"], isAccepted);
}
