namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Draws the heap of a service: which types, how many of each, and how they move.</summary>
internal sealed class HeapBuilder(Rng rng, ApplicationNames names, HeapShape shape)
{
    private const int Groups = 8;
    private const int NoiseConstants = 5;

    /// <summary>What a leak or a cache is made of is there before as well, a little of it.</summary>
    private const double OrdinaryShareMax = 0.002;

    /// <summary>Types loaded once: reflection, routes, options, compiled expressions.</summary>
    private const double FurnitureShare = 0.3;

    private readonly List<TypeModel> _types = [];

    /// <summary>Autocorrelation 0.95 at ten minutes is a time constant of 3.2 hours.</summary>
    private readonly double[] _noiseHours = [.. Enumerable.Range(0, NoiseConstants).Select(_ => rng.LogUniform(0.02, shape.NoiseHoursMax))];

    private readonly double[] _warmUpHours = [.. Enumerable.Range(0, 4).Select(_ => rng.LogUniform(0.03, shape.WarmUpHoursMax))];
    private readonly double[] _groupHours = [.. Enumerable.Range(0, Groups).Select(_ => rng.LogUniform(0.1, shape.NoiseHoursMax))];

    public void DrawTypes()
    {
        var named = new List<NamedType>(FrameworkTypes.Large);
        var rest = FrameworkTypes.Usual.OrderBy(_ => rng.NextBits()).Take(shape.Types * 45 / 100).ToList();
        while (named.Count + rest.Count < shape.Types) rest.Add(names.Any());
        // The framework's strings and arrays first, then the others in any order: the shares below fall with the rank.
        named.AddRange(rest.OrderBy(_ => rng.NextBits()));
        var exponent = rng.Uniform(0.9, 1.4);
        var shares = named.Select((_, rank) => rng.LogNormal(0.4) / Math.Pow(rank + 1, exponent)).ToArray();
        var sum = shares.Sum();
        for (var i = 0; i < named.Count; i++) _types.Add(Model(named[i], shape.Bytes * shares[i] / sum));
        foreach (var (type, countMin, countMax) in FrameworkTypes.Loaded)
            _types.Add(Model(type, rng.LogUniform(countMin, countMax) * type.BytesEach) with { LoadShare = 0, NoiseSigma = 0, GroupWeight = 0, TransientShare = 0 });
    }

    /// <summary>Where the parts of a cluster are in this heap; types that it lacks are added.</summary>
    public IReadOnlyList<TypePart> Place(IReadOnlyList<ClusterPart> parts) =>
        [.. parts.Select(p => new TypePart(Place(p.Type), p.CountEach, p.BytesEach, p.IsTable))];

    public HeapModel Build() => new([.. _types], _warmUpHours, _noiseHours, shape.GroupSigma, _groupHours);

    /// <summary>The next version of the program: some types more or fewer, the compiler's numbers anew.</summary>
    public HeapModel Evolve(HeapModel heap, double growth)
    {
        var types = heap.Types.Select(t => t with
        {
            Name = t.Name.Contains("c__DisplayClass", StringComparison.Ordinal) && rng.Chance(0.5) ? Renumber(t.Name) : t.Name,
            Count = t.Count * growth * (rng.Chance(0.15) ? rng.LogNormal(0.1) : 1),
        });
        return new HeapModel([.. types], heap.WarmUpHours, heap.NoiseHours, heap.GroupSigma, heap.GroupHours);
    }

    private int Place(NamedType type)
    {
        var index = _types.FindIndex(t => t.Name == type.Name && t.Assembly == type.Assembly);
        if (index >= 0) return index;
        _types.Add(Model(type, shape.Bytes * rng.LogUniform(OrdinaryShareMax / 1000, OrdinaryShareMax)));
        return _types.Count - 1;
    }

    private TypeModel Model(NamedType type, double bytes)
    {
        var bytesEach = type.BytesEach <= 0 ? 64 : type.IsVariable ? type.BytesEach * rng.LogNormal(0.5) : type.BytesEach;
        bytesEach = Math.Max(24, Math.Round(bytesEach));
        var kind = rng.Next();
        // Half of the types are the program's furniture, some hang on sessions and connections, some are the requests themselves.
        var loadShare = kind < 0.5 ? rng.Uniform(0, 0.05) : kind < 0.8 ? rng.Uniform(0.1, 0.6) : rng.Uniform(0.5, 1);
        return new TypeModel(
            type.Name,
            type.Assembly,
            Math.Max(1, bytes / bytesEach),
            bytesEach,
            kind < FurnitureShare ? 0 : loadShare * shape.LoadSensitivity,
            rng.Uniform(0, 1) * shape.WarmUpShare,
            rng.Next(_warmUpHours.Length),
            kind < FurnitureShare ? 0 : kind < 0.5 ? rng.LogUniform(0.0003, 0.01) * shape.NoiseFactor : rng.LogUniform(0.003, 0.05) * shape.NoiseFactor,
            rng.Next(NoiseConstants),
            rng.Next(Groups),
            kind < FurnitureShare ? 0 : rng.Uniform(0.2, 1),
            kind < 0.5 ? 0 : rng.LogUniform(0.001, 0.05) * shape.TransientFactor,
            type.IsVariable && rng.Chance(0.1));
    }

    private string Renumber(string name) =>
        $"{name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_')}{rng.Next(1, 40).ToString(System.Globalization.CultureInfo.InvariantCulture)}_0";
}
