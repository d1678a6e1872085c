using LeakFleet.Fleet;
using LeakFleet.Server.Tests;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>A small fleet: a version that leaks, the one before, and a service with a hostile name.</summary>
public sealed class AskedServer : FilledServer
{
    public const string HostileService = "evil\u001b[2J\u202Ename";

    protected override async Task Fill(InProcessFleet fleet)
    {
        await new SampleProcess(100).Live(fleet, 500_000);
        await new SampleProcess(101, version: "1.3.0").Live(fleet, 0);
        await new SampleProcess(102, HostileService, "=1+1\u001b[2J").Live(fleet, 0);
    }
}
