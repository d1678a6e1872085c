namespace LeakFleet.Detection.Tests;

public sealed class Explore
{
    [Fact]
    public void Rates()
    {
        var options = new DetectionOptions();
        foreach (var hours in (double[])[6, 12, 24, 48, 72])
        foreach (var stagger in (double[])[0, 0.5])
        foreach (var (name, make) in (List<(string, SimulatedReplicas)>)[
            ("quiet", new() { Load = 0 }), ("quiet.95", new() { Load = 0, Phi = 0.95, Noise=.3 }), ("load", new()), ("bigload", new() { Load = 1 }), ("warm6", new() { WarmUpHours = 6 }),("warm24", new() { WarmUpHours = 24 }),
            ("leak.5", new() { Leak = 0.005 }), ("leak.5bigload", new() { Leak = 0.005, Load = 1, Noise = 0.5 }), ("leak.2", new() { Leak = 0.003 })])
        {
            int leak = 0, load = 0, warm = 0, single = 0; double rho = 0; int n = 40, contrast = 0; double slope = 0;
            for (var seed = 0; seed < n; seed++)
            {
                var replicas = (make with { Hours = hours, StaggerHours = stagger * hours }).Make(seed);
                var r = ReplicaTest.Judge(replicas, options);
                if (r.Verdict == Verdict.Leak) leak++;
                if (r.Verdict == Verdict.WarmingUp) warm++;
                if (r.IsLoadDriven) load++;
                if (r.AgePValue is { }) contrast++;
                rho += r.SharedLoad / n;
                slope += r.SlopePerHour / n / 1e6;
                var p = replicas[0].Profile!;
                if (GrowthTest.JudgeFloors(p.Floors.Span, p.FromUnixMilliseconds, p.WidthMilliseconds, p.FromUnixMilliseconds, 1e8, options).Verdict == Verdict.Leak) single++;
            }
            File.AppendAllText("/tmp/service-explore.txt", "\n" + $"{hours,3} h stagger {stagger} {name,-14} leak {leak * 100 / n,3}% warm {warm * 100 / n,3}% load {load * 100 / n,3}% contrast {contrast * 100 / n,3}% rho {rho:0.00} slope {slope:0.00} single {single * 100 / n}%");
        }
    }
}
