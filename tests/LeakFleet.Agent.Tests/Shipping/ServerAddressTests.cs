using LeakFleet.Agent.Shipping;

namespace LeakFleet.Agent.Tests.Shipping;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("http://host:5341", "ws://host:5341/v1/agents")]
    [InlineData("https://host", "wss://host/v1/agents")]
    [InlineData("ws://host/", "ws://host/v1/agents")]
    [InlineData("wss://host:8443/leakfleet/", "wss://host:8443/leakfleet/v1/agents")]
    [InlineData("http://host/v1/agents", "ws://host/v1/agents")]
    [InlineData("http://[::1]:5341", "ws://[::1]:5341/v1/agents")]
    public void AnAddressBecomesAnEndpoint(string address, string endpoint)
    {
        Assert.True(ServerAddress.TryGetEndpoint(new Uri(address), out var uri, out var fault), fault);
        Assert.Equal(endpoint, uri.ToString());
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("host")]
    [InlineData("http://user:secret@host")]
    public void AnAddressThatCannotWorkIsRefused(string address)
    {
        Assert.False(ServerAddress.TryGetEndpoint(new Uri(address, UriKind.RelativeOrAbsolute), out _, out var fault));
        Assert.DoesNotContain("secret", fault);
    }

    [Fact]
    public void EveryFaultOfTheOptionsIsNamedAtOnce()
    {
        var options = new ShippingOptions { ServerUri = new Uri("ftp://host"), OutboxMessagesMax = 0, SendWindowMessages = 0, BackoffMin = TimeSpan.FromDays(1) };
        Assert.Equal(4, options.Validate().Count);
        Assert.Empty(new ShippingOptions().Validate());
        Assert.Contains("ftp://host", Assert.Throws<ArgumentException>(() => new Outbox(1, options)).Message);
    }

    [Fact]
    public void AnAddressWithAnotherSchemeIsAFinalError()
    {
        var options = new ShippingOptions { ServerUri = new Uri("amqp://host") };
        Assert.Contains("amqp://host", Assert.Throws<ArgumentException>(() => new Shipper(options, new Outbox(1, new ShippingOptions()), TimeProvider.System, new LogLines())).Message);
    }
}
