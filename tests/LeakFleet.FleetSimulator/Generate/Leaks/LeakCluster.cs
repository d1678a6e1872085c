namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The managed objects of one leaked unit.</summary>
/// <param name="Label">Types that a finding may be named after, the application's own first.</param>
internal sealed record LeakCluster(IReadOnlyList<ClusterPart> Parts, IReadOnlyList<NamedType> Label)
{
    private static readonly NamedType String = new(FrameworkTypes.String, FrameworkTypes.Core, 0);
    private static readonly NamedType Bytes = new(FrameworkTypes.ByteArray, FrameworkTypes.Core, 0);

    public static LeakCluster Draw(Rng rng, ApplicationNames names) => rng.Next(7) switch
    {
        0 => Single(names),
        1 => Dictionary(rng, names),
        2 => LinkedList(rng, names),
        3 => Buffers(rng, names),
        4 => Subscribers(rng, names),
        5 => Closures(rng, names),
        _ => Timers(rng),
    };

    public static LeakCluster Single(ApplicationNames names)
    {
        var type = names.Class();
        return Of([new(type, 1, type.BytesEach)], [type]);
    }

    public static LeakCluster Dictionary(Rng rng, ApplicationNames names)
    {
        var type = names.Class();
        var entries = ApplicationNames.Entries(type);
        return Of(
            [new(type, 1, type.BytesEach), new(String, rng.Next(1, 5), rng.Uniform(40, 200)), new(entries, 1, 24, IsTable: true)],
            [type, entries]);
    }

    public static LeakCluster LinkedList(Rng rng, ApplicationNames names)
    {
        var type = names.Class();
        var node = ApplicationNames.ListNode(type);
        return Of([new(type, 1, type.BytesEach), new(node, 1, node.BytesEach), new(String, rng.Next(1, 4), rng.Uniform(40, 300))], [type, node]);
    }

    /// <summary>A small object and the large buffer it holds, which says nothing of whose it is.</summary>
    public static LeakCluster Buffers(Rng rng, ApplicationNames names)
    {
        var type = names.Class();
        return Of([new(type, 1, type.BytesEach), new(Bytes, 1, rng.LogUniform(500, 30_000))], [type]);
    }

    /// <summary>An event that is never left: the subscriber, its handler, and the growing list of them.</summary>
    public static LeakCluster Subscribers(Rng rng, ApplicationNames names)
    {
        var (subscriber, state) = (names.Class(), names.Class());
        return Of(
            [
                new(subscriber, 1, subscriber.BytesEach), new(state, rng.Next(1, 4), state.BytesEach), new(new("System.EventHandler", FrameworkTypes.Core, 64), 1, 64),
                new(new("System.Object[]", FrameworkTypes.Core, 8), 1, 8, IsTable: true),
            ],
            [subscriber, state]);
    }

    public static LeakCluster Closures(Rng rng, ApplicationNames names)
    {
        var captured = names.Class();
        var closure = names.Closure(names.Class());
        return Of(
            [
                new(closure, 1, closure.BytesEach), new(captured, 1, captured.BytesEach), new(new("System.Action", FrameworkTypes.Core, 64), 1, 64),
                new(String, rng.Next(1, 3), rng.Uniform(40, 150)),
            ],
            [closure, captured]);
    }

    /// <summary>Timers that nobody disposes: only the framework's types.</summary>
    public static LeakCluster Timers(Rng rng)
    {
        NamedType timer = new("System.Threading.TimerQueueTimer", FrameworkTypes.Core, 96);
        NamedType holder = new("System.Threading.TimerHolder", FrameworkTypes.Core, 24);
        NamedType callback = new("System.Threading.TimerCallback", FrameworkTypes.Core, 64);
        return rng.Chance(0.5)
            ? Of([new(timer, 1, 96), new(holder, 1, 24), new(callback, 1, 64)], [timer, callback, holder])
            : Of([new(Bytes, 1, rng.LogUniform(2_000, 80_000))], [Bytes]);
    }

    public static LeakCluster Of(IReadOnlyList<ClusterPart> parts, IReadOnlyList<NamedType> label) => new(parts, label);
}
