using System.Globalization;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The lives of a service's replicas: started, replaced by a deploy, restarted, scaled away, killed at the limit, and begun again.</summary>
internal sealed class ReplicaLives(
    ServicePlan service,
    ServiceRecipe recipe,
    ApplicationNames names,
    IReadOnlyList<HeapModel> versions,
    IReadOnlyList<NodePlan> nodes,
    int[] scale,
    ulong seed)
{
    /// <summary>Incarnations of one replica; beyond this a crash loop adds nothing.</summary>
    private const int IncarnationsMax = 60;

    private const long LifeMillisecondsMin = 2 * Clock.Minute;

    /// <summary>Which ones a service runs on says nothing of whether it leaks.</summary>
    internal static readonly string[] Runtimes = ["8.0.16", "8.0.20", "9.0.6", "9.0.8", "10.0.1", "10.0.2"];

    private readonly Rng _rng = new(seed);
    private readonly ulong _seed = seed;
    private readonly List<ProcessPlan> _processes = [];
    private string[] _versionNames = [];
    private string _runtime = "";
    private string _otherRuntime = "";

    public IReadOnlyList<ProcessPlan> Plan()
    {
        _versionNames = VersionNames();
        _runtime = _rng.Pick(Runtimes);
        _otherRuntime = recipe.Leaks.FirstOrDefault(l => l.Runtime.Length > 0)?.Runtime ?? "";
        while (_runtime == _otherRuntime) _runtime = _rng.Pick(Runtimes);
        for (var slot = 0; slot < scale.Max(); slot++) Live(slot);
        return [.. _processes.OrderBy(p => p.StartUnixMilliseconds)];
    }

    private void Live(int slot)
    {
        var start = slot < scale[0] ? FirstStart() : NextWanted(slot, service.FromUnixMilliseconds);
        for (var i = 0; i < IncarnationsMax && start < service.ToUnixMilliseconds; i++)
        {
            var process = Begin(slot, start);
            if (process.EndUnixMilliseconds - Math.Max(start, service.FromUnixMilliseconds) >= LifeMillisecondsMin) _processes.Add(process);
            start = process.EndUnixMilliseconds + (long)(Clock.Second * _rng.Uniform(8, 50));
            if (scale[Minute(start)] <= slot) start = NextWanted(slot, start);
        }
    }

    private long FirstStart()
    {
        // A leak from the beginning would have killed what has run for days.
        var leaksFromStart = recipe.Leaks.Any(l => l.FromVersion == 0 && l.AfterHours < 0);
        return !leaksFromStart && _rng.Chance(recipe.RunningShare)
            ? service.FromUnixMilliseconds - Clock.Hours(_rng.LogUniform(3, 240))
            : service.FromUnixMilliseconds + Clock.Hours(recipe.StaggerHours * _rng.Next());
    }

    private ProcessPlan Begin(int slot, long start)
    {
        var version = 0;
        while (version < recipe.DeployHours.Count && DeployedAt(version, slot) <= start) version++;
        var end = service.ToUnixMilliseconds;
        if (version < recipe.DeployHours.Count) end = Math.Min(end, DeployedAt(version, slot));
        if (recipe.RestartsPerDay > 0)
        {
            var restart = Math.Max(start, service.FromUnixMilliseconds) + Clock.Hours(24 / recipe.RestartsPerDay * _rng.Exponential());
            end = Math.Min(end, restart);
        }

        for (var minute = Minute(start) + 1; minute < scale.Length && service.FromUnixMilliseconds + minute * Clock.Minute < end; minute++)
        {
            if (scale[minute] <= slot) end = service.FromUnixMilliseconds + minute * Clock.Minute;
        }

        var node = _rng.Pick(nodes);
        var runtime = slot < recipe.OtherRuntimeShare * recipe.Replicas ? _otherRuntime : _runtime;
        var plan = new ProcessPlan(
            slot,
            version,
            new ProcessKey(node.Name, node.BootId, _rng.Next(300, 4_000_000), Math.Max(0, start - node.BootUnixMilliseconds) / 10),
            Describe(version, runtime, node, start),
            versions[version],
            start,
            end,
            end < service.ToUnixMilliseconds,
            false,
            _rng.Uniform(0.93, 1.07),
            _rng.LogNormal(0.02),
            node,
            [.. recipe.Leaks.Select(leak => LeaksFrom(leak, slot, version, runtime, start))],
            Rng.Derive(_seed, (ulong)(slot * IncarnationsMax + _processes.Count) + 17));
        var killed = plan.LeaksFrom.All(from => from >= end) ? end : LimitReached(plan);
        return killed < end ? plan with { EndUnixMilliseconds = killed, Exits = true, EndsAtLimit = true } : plan;
    }

    private long LeaksFrom(LeakRecipe leak, int slot, int version, string runtime, long start) =>
        version < leak.FromVersion || version >= leak.BeforeVersion || leak.Slot >= 0 && leak.Slot != slot || leak.Runtime.Length > 0 && leak.Runtime != runtime ? long.MaxValue
        : leak.AfterHours < 0 ? start
        : Math.Max(start, service.FromUnixMilliseconds + Clock.Hours(leak.AfterHours));

    private long LimitReached(ProcessPlan process)
    {
        for (var t = Math.Max(process.StartUnixMilliseconds, service.FromUnixMilliseconds); t < process.EndUnixMilliseconds; t += Clock.Minute)
        {
            if (Envelope.UsageBytes(service, process, t) >= service.LimitBytes) return t;
        }

        return process.EndUnixMilliseconds;
    }

    private ProcessDescription Describe(int version, string runtime, NodePlan node, long start)
    {
        var pod = $"{service.Name}-{Hex(10)}-{Hex(5)}";
        return new ProcessDescription(
            service.Name,
            _versionNames[version],
            runtime,
            names.EntryAssembly,
            $"dotnet {names.EntryAssembly}.dll",
            node.ToNodeTime(start),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["container.id"] = Hex(64),
                ["container.image.name"] = $"registry.example/{service.Name}",
                ["container.image.tag"] = _versionNames[version],
                ["cloud.availability_zone"] = node.Zone,
                ["environment"] = "Production",
                ["k8s.node.name"] = node.Name,
                ["k8s.pod.name"] = pod,
            });
    }

    private string[] VersionNames()
    {
        var (major, minor) = (_rng.Next(1, 6), _rng.Next(0, 12));
        // Some number their versions, some name them after a commit, which no order of names helps with.
        var isHash = _rng.Chance(0.25);
        return [.. versions.Select((_, i) => isHash ? Hex(8) : string.Create(CultureInfo.InvariantCulture, $"{major}.{minor + i}.{(i == 0 ? 2 : 0)}"))];
    }

    private string Hex(int digits)
    {
        var text = "";
        while (text.Length < digits) text += _rng.NextBits().ToString("x16", CultureInfo.InvariantCulture);
        return text[..digits];
    }

    private long DeployedAt(int version, int slot) =>
        service.FromUnixMilliseconds + Clock.Hours(recipe.DeployHours[version]) + Clock.Minutes(slot * recipe.DeployStepMinutes);

    private long NextWanted(int slot, long t)
    {
        for (var minute = Minute(t); minute < scale.Length; minute++)
        {
            var at = service.FromUnixMilliseconds + minute * Clock.Minute;
            if (scale[minute] > slot && at >= t) return at;
        }

        return service.ToUnixMilliseconds;
    }

    private int Minute(long t) => (int)Math.Clamp((t - service.FromUnixMilliseconds) / Clock.Minute, 0, scale.Length - 1);
}
