namespace LeakFleet.Server.Tests;

public sealed class ServerOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:5341")]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:5341")]
    [InlineData("localhost:80")]
    public void LoopbackNeedsNoLogin(string listen) => Assert.Empty(new ServerOptions { Listen = listen }.Validate());

    [Theory]
    [InlineData("0.0.0.0:5341")]
    [InlineData("[::]:5341")]
    [InlineData("192.168.1.7:5341")]
    public void AnyOtherAddressIsRefused(string listen) => Assert.Equal(
        [$"listening on {listen} needs authentication: name an access file with --access, or use a loopback address"],
        new ServerOptions { Listen = listen }.Validate());

    [Theory]
    [InlineData("")]
    [InlineData("5341")]
    [InlineData(":5341")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.1:5341")]
    [InlineData("::1:5341")]
    [InlineData("[127.0.0.1:5341")]
    [InlineData("example.org:5341")]
    public void WhatIsNoAddressIsNamed(string listen) => Assert.Single(new ServerOptions { Listen = listen }.Validate(), f => f.StartsWith("listen: ", StringComparison.Ordinal));

    [Fact]
    public void AllFaultsAreToldTogether()
    {
        var options = new ServerOptions { Listen = "x", AgentConnectionsMax = 0, AckInterval = TimeSpan.Zero };
        options.Fleet.ProcessesMax = 0;
        Assert.Equal(4, options.Validate().Count);
        var exception = Assert.Throws<StartupException>(() => LeakFleetServer.Build(options));
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Contains("listen", exception.Message);
        Assert.Contains("ProcessesMax", exception.Message);
    }
}
