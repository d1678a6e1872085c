namespace LeakFleet.Agent.Tests;

public sealed class AgentOptionsTests
{
    [Fact]
    public void TheDefaultsAreValid() => Assert.Empty(new AgentOptions().Validate());

    [Fact]
    public void AllFaultsAreReportedTogether()
    {
        var faults = new AgentOptions
        {
            Node = "no node",
            ScanInterval = TimeSpan.Zero,
            ProcessesMax = 0,
            HistogramIntervalMin = TimeSpan.FromMinutes(20),
            ServerUri = new Uri("ftp://x"),
        }.Validate();
        Assert.Equal(["node", "scan interval", "processes", "longest histogram interval", "server"], faults.Select(f => f.Split(':')[0]));
    }

    [Theory]
    [InlineData("web-1.example", "web-1.example")]
    [InlineData("büro pc", "b-ro-pc")]
    [InlineData("", "node")]
    [InlineData("..", "node")]
    public void AHostNameBecomesANodeName(string host, string node) => Assert.Equal(node, AgentOptions.NodeName(host));
}
