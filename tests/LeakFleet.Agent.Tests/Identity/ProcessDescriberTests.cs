using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Tests.Procfs;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Identity;

public sealed class ProcessDescriberTests : IDisposable
{
    private static readonly BootClock Boot = new(new string('a', 32), 1_000);

    private readonly ProcFixture _proc = new();

    public void Dispose() => _proc.Dispose();

    [Theory]
    [InlineData("OTEL_SERVICE_NAME=one|OTEL_RESOURCE_ATTRIBUTES=service.name=two|DOTNET_APPLICATIONNAME=three", "one")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES=service.name=two|DOTNET_APPLICATIONNAME=three", "two")]
    [InlineData("ASPNETCORE_APPLICATIONNAME=four|DOTNET_APPLICATIONNAME=three", "three")]
    [InlineData("ASPNETCORE_APPLICATIONNAME=four", "four")]
    [InlineData("OTEL_SERVICE_NAME=|OTEL_RESOURCE_ATTRIBUTES=service.name=%00", "Entry")]
    public void TheOperatorsNameOutranksTheProgramsOwn(string environment, string service) =>
        Assert.Equal(service, Describe(new RuntimeInfo("Entry", "10.0.1"), environment.Split('|')).Service);

    [Fact]
    public void WithoutARuntimesAnswerTheCommandLineAndTheMapsTell()
    {
        _proc.Add(5, name: "dotnet").Write(5, "cmdline", "dotnet\0/app/Shop.Web.dll\0")
            .Write(5, "maps", "7f00-7f01 r-xp 00000000 08:01 1   /usr/share/dotnet/shared/Microsoft.NETCore.App/9.0.4/libcoreclr.so\n");
        var description = new ProcessDescriber(_proc.Tree, Boot).Describe(new ProcessInstance(5, 100), RuntimeInfo.Unknown);
        Assert.Equal(("Shop.Web", "Shop.Web", "9.0.4"), (description.Service, description.EntryAssembly, description.Runtime));
    }

    [Fact]
    public void AServiceIsNeverWithoutAName()
    {
        _proc.Add(5, name: "").Write(5, "cmdline", "");
        Assert.Equal("unknown", new ProcessDescriber(_proc.Tree, Boot).Describe(new ProcessInstance(5, 100), RuntimeInfo.Unknown).Service);
    }

    [Fact]
    public void LabelsJoinEnvironmentAttributesAndContainer()
    {
        var labels = Describe(RuntimeInfo.Unknown, "ASPNETCORE_ENVIRONMENT=Staging", "OTEL_RESOURCE_ATTRIBUTES=team=payments,service.name=x,api.token=abc,container.id=fake")
            .Labels;
        Assert.Equal(("Staging", "payments", CommandLine.Redacted), (labels["environment"], labels["team"], labels["api.token"]));
        Assert.Equal(new string('a', 64), labels["container.id"]);
        Assert.DoesNotContain("service.name", labels.Keys);
    }

    [Fact]
    public void TheVersionComesFromTheMappedAssembly()
    {
        _proc.Add(5).Write(5, "root/app/Tests.dll", File.ReadAllBytes(typeof(ProcessDescriberTests).Assembly.Location))
            .Write(5, "maps", "7f00-7f01 r--p 00000000 08:01 1 /app/Tests.dll\n");
        Assert.Equal("0.1.0", new ProcessDescriber(_proc.Tree, Boot).Describe(new ProcessInstance(5, 100), new RuntimeInfo("Tests", "")).Version);
    }

    [Fact]
    public void AStartTimeIsBootTimePlusTicks() => Assert.Equal(1_001_000, Describe(RuntimeInfo.Unknown).StartedUnixMilliseconds);

    [Fact]
    public async Task ThisProcessDescribesItself()
    {
        var proc = new ProcTree();
        Assert.True(proc.TryReadStat(Environment.ProcessId, out var stat));
        var described = await new ProcessDescriber(proc, BootClock.Read("/proc"))
            .DescribeAsync(new ProcessInstance(Environment.ProcessId, stat.StartTicks), TestContext.Current.CancellationToken);
        Assert.Null(described.Trouble);
        Assert.Equal("LeakFleet.Agent.Tests", described.Description.EntryAssembly);
        Assert.Equal("0.1.0", described.Description.Version);
        Assert.Equal(Environment.Version.ToString(), described.Description.Runtime);
        var age = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - described.Description.StartedUnixMilliseconds;
        Assert.InRange(age, -2_000, 3_600_000);
    }

    [Fact]
    public async Task ASocketOfAnotherProcessIsNotBelieved()
    {
        // The fixture's socket is held by this test, not by "process 5".
        _proc.Add(5).Listen(5, "dotnet-diagnostic-5-100-socket");
        Assert.Equal(ReadOutcome.Ok, SocketSearch.Find(_proc.Tree, new ProcessInstance(5, 100), out var socket));
        using (socket)
        {
            var answer = await RuntimeQuery.AskAsync(socket!, 5, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal($"its diagnostic socket belongs to process {Environment.ProcessId}", answer.Trouble);
        }
    }

    [Fact]
    public async Task ASocketThatNeverAnswersCostsATimeout()
    {
        _proc.Add(5).Listen(5, "dotnet-diagnostic-5-100-socket");
        SocketSearch.Find(_proc.Tree, new ProcessInstance(5, 100), out var socket);
        using (socket)
        {
            var answer = await RuntimeQuery.AskAsync(socket!, Environment.ProcessId, TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            Assert.Contains("did not answer within", answer.Trouble, StringComparison.Ordinal);
        }
    }

    private ProcessDescription Describe(RuntimeInfo runtime, params string[] environment)
    {
        _proc.Add(5, environment: environment).Write(5, "cgroup", $"0::/docker/{new string('a', 64)}\n");
        return new ProcessDescriber(_proc.Tree, Boot).Describe(new ProcessInstance(5, 100), runtime);
    }
}
