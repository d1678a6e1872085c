using LeakFleet.Fleet;
using LeakFleet.Server.Tests;
using LeakFleet.Server.Tests.Text;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>A fleet that has hostile names for everything that a target can name.</summary>
public sealed class HostileServer : FilledServer
{
    private const int NameCharsMax = 120;

    public IReadOnlyList<FleetFinding> Findings { get; private set; } = [];

    protected override async Task Fill(InProcessFleet fleet)
    {
        foreach (var (name, i) in HostileNames.All.Select((name, i) => (name, i)))
        {
            var cut = name.Length > NameCharsMax ? name[..NameCharsMax] : name;
            var process = new SampleProcess(100 + i, cut, cut) { Type = name, Labels = new() { ["k8s.pod.name"] = name, ["team"] = name } };
            await process.Live(fleet, 500_000);
            await fleet.Ingest(process.Retention());
        }

        Findings = await fleet.Findings();
    }
}
