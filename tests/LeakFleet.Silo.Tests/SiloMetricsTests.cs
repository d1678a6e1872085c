using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using LeakFleet.Fleet;
using LeakFleet.Silo.Hosting;
using LeakFleet.Silo.State;
using LeakFleet.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Silo.Tests;

/// <summary>What is written about metrics of silos in <c>deploy/</c>, against what a silo counts.</summary>
public sealed partial class SiloMetricsTests
{
    [Fact]
    public void DashboardAndRulesUseOnlyMetricsThatExist()
    {
        RuntimeHelpers.RunClassConstructor(typeof(SiloMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FleetMetrics).TypeHandle);
        var options = new SiloOptions();
        using var gate = new WriteGate(options, TimeProvider.System);
        using var load = new SiloLoad(options, gate, TimeProvider.System, NullLogger<SiloLoad>.Instance);
        using var registry = new MetricRegistry(meter => meter.Name is SiloMetrics.MeterName or FleetMetrics.MeterName);
        var root = Root();
        var text = File.ReadAllText(Path.Combine(root, "deploy", "grafana", "leakfleet.json")) + File.ReadAllText(Path.Combine(root, "deploy", "prometheus", "leakfleet.rules.yml"));
        var used = Names().Matches(text).Select(m => m.Value).Distinct().ToList();
        Assert.True(used.Count > 8);
        Assert.Empty(used.Except(registry.Names));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeakFleet.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in the repository");
        return folder;
    }

    [GeneratedRegex("leakfleet_(silo|fleet)_[a-z0-9_]+")]
    private static partial Regex Names();
}
