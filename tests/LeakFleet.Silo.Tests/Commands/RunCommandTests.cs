using LeakFleet.Detection;
using LeakFleet.Silo.Commands;

namespace LeakFleet.Silo.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task AnotherIntervalIsJudgedAsTheServerJudgesIt()
    {
        var usual = new DetectionOptions();
        Assert.Equal(usual.SpanMin, (await Told()).SpanMin);
        Assert.Equal(usual.SpanMin, (await Told("--interval", "60s")).SpanMin);
        var told = await Told("--interval", "5s");
        Assert.Equal(DetectionOptions.ForInterval(TimeSpan.FromSeconds(5)).SpanMin, told.SpanMin);
        Assert.NotEqual(usual.SpanMin, told.SpanMin);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("2h")]
    public void AnIntervalThatIsNoneIsRefused(string text)
    {
        var fault = Assert.Single(RunCommand.Create().Parse(["--alone", "--interval", text]).Errors);
        Assert.Contains($"--interval: '{text}' is not a duration from 500ms to 60m", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<DetectionOptions> Told(params string[] arguments)
    {
        SiloOptions? told = null;
        var command = RunCommand.Create(options =>
        {
            told = options;
            return Task.FromResult(0);
        });
        Assert.Equal(0, await command.Parse(["--alone", .. arguments]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        return told!.Server.Fleet.Detection;
    }
}
