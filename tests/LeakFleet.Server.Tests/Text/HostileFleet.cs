using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Tests.Text;

/// <summary>A fleet in which everything that a target can name has a hostile name: service, version, type, labels and what holds the objects.</summary>
public sealed class HostileFleet : IAsyncLifetime
{
    private const int NameCharsMax = 120;

    internal RunningServer Server { get; private set; } = null!;

    internal Report Report { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.Start();
        foreach (var (name, i) in HostileNames.All.Select((name, i) => (name, i)))
        {
            var cut = name.Length > NameCharsMax ? name[..NameCharsMax] : name;
            var process = new SampleProcess(100 + i, cut, cut) { Type = name, Labels = new() { [name] = name, ["k8s.pod.name"] = name } };
            await process.Live(Server.Fleet, 500_000);
            await Server.Fleet.Ingest(process.Retention());
        }

        Assert.Equal(HostileNames.All.Count, (await Server.Fleet.Findings()).Count);
        Report = (await Server.Service<ReportDesk>().RunNow("daily", CancellationToken.None))!;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
