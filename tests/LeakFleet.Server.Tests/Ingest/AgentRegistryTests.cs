using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;

namespace LeakFleet.Server.Tests.Ingest;

public sealed class AgentRegistryTests
{
    [Fact]
    public void AnAgentThatLeftIsStillListed()
    {
        var agents = new AgentRegistry(new ServerOptions(), TimeProvider.System);
        agents.Connect(Hello("b")).Disconnect();
        agents.Connect(Hello("c"));
        Assert.Equal(["c", "b"], agents.List().Select(a => a.Agent));
        Assert.Equal([true, false], agents.List().Select(a => a.Connected));
    }

    [Fact]
    public void AReconnectIsTheSameAgent()
    {
        var agents = new AgentRegistry(new ServerOptions(), TimeProvider.System);
        agents.Connect(Hello("a")).CountFrame(DateTimeOffset.UtcNow);
        // The new connection may come before the end of the old one is noticed.
        agents.Connect(Hello("a")).Disconnect();
        var status = Assert.Single(agents.List());
        Assert.True(status.Connected);
        Assert.Equal(1, status.Frames);
    }

    [Fact]
    public void TheLongestGoneMakesRoom()
    {
        var agents = new AgentRegistry(new ServerOptions { AgentsRememberedMax = 3 }, TimeProvider.System);
        agents.Connect(Hello("stays"));
        for (var i = 0; i < 10; i++) agents.Connect(Hello($"gone-{i}")).Disconnect();
        Assert.Equal(3, agents.List().Count);
        Assert.Contains(agents.List(), a => a.Agent == "stays");
        Assert.Contains(agents.List(), a => a.Agent == "gone-9");
    }

    [Fact]
    public void AnAbsurdClockIsANumberAndNoFault()
    {
        var agents = new AgentRegistry(new ServerOptions(), TimeProvider.System);
        agents.Connect(Hello("a") with { SentUnixMilliseconds = long.MinValue });
        Assert.Single(agents.List());
    }

    private static Hello Hello(string agent) => new(1, agent, "node", "1.0", 0);
}
