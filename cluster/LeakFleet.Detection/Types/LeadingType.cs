namespace LeakFleet.Detection;

/// <summary>The type that names a leak.</summary>
/// <param name="Index">The candidate that shows it best.</param>
/// <param name="Type">Its name without array brackets and build-dependent numbers; for a framework container of an application type, that type.</param>
/// <param name="Assembly">Its assembly; empty when it is only known as what a framework's container holds, whose own assembly says nothing of it.</param>
public readonly record struct LeadingType(int Index, string Type, string Assembly)
{
    /// <summary>
    /// Instances an application type must gain for each of the type that gains most. Below one in a hundred it is rather a
    /// bystander than the holder of what leaks.
    /// </summary>
    private const double InstanceShareMin = 0.01;

    /// <summary>
    /// Of the growing types of one process, the one that names the leak: the application's own with the largest growth in bytes, if
    /// its instances grow too, else the one with most bytes per hour. Strings and arrays nearly always grow by
    /// more bytes than the objects that hold them, and say nothing. Null without candidates. The order of the candidates does not matter.
    /// </summary>
    public static LeadingType? Choose(ReadOnlySpan<Candidate> candidates)
    {
        if (candidates.IsEmpty) return null;
        var instances = 0.0;
        foreach (var candidate in candidates) instances = Math.Max(instances, candidate.InstancesPerHour);

        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        for (var i = 0; i < candidates.Length; i++)
        {
            var (name, isOwn) = Owner(candidates[i]);
            if (name is null) continue;
            var group = groups.GetValueOrDefault(name) ?? new Group();
            groups[name] = group;
            group.BytesPerHour += candidates[i].BytesPerHour;
            group.InstancesPerHour = Math.Max(group.InstancesPerHour, candidates[i].InstancesPerHour);
            if (group.Index < 0 || IsBetter(candidates[i], isOwn, candidates[group.Index], group.IsOwn)) (group.Index, group.IsOwn) = (i, isOwn);
        }

        string? best = null;
        foreach (var (name, group) in groups)
        {
            if (group.InstancesPerHour < InstanceShareMin * instances) continue;
            if (best is null || group.BytesPerHour > groups[best].BytesPerHour
                || group.BytesPerHour == groups[best].BytesPerHour && string.CompareOrdinal(name, best) < 0)
                best = name;
        }

        if (best is not null) return new LeadingType(groups[best].Index, best, AssemblyOf(candidates[groups[best].Index]));
        var most = 0;
        for (var i = 1; i < candidates.Length; i++)
        {
            if (IsBetter(candidates[i], false, candidates[most], false)) most = i;
        }

        return new LeadingType(most, candidates[most].Type, candidates[most].Assembly);
    }

    /// <summary>The candidate that shows a name best which was chosen before; null when none stands for it any more.</summary>
    public static LeadingType? Named(string name, ReadOnlySpan<Candidate> candidates)
    {
        var best = -1;
        var bestIsOwn = false;
        for (var i = 0; i < candidates.Length; i++)
        {
            var (owner, isOwn) = Owner(candidates[i]);
            if ((owner ?? candidates[i].Type) != name) continue;
            if (best < 0 || IsBetter(candidates[i], isOwn, candidates[best], bestIsOwn)) (best, bestIsOwn) = (i, isOwn);
        }

        return best < 0 ? null : new LeadingType(best, name, AssemblyOf(candidates[best]));
    }

    /// <summary>Whether a type is the one of that name: itself or an array of it, but no container of the framework.</summary>
    public static bool IsSame(string type, string assembly, string name) => !IsFramework(type, assembly) && TypeName.Plain(type) == name;

    /// <summary>Whether a type is the application's own, or a container of one: whether it can name a leak to those who wrote the program.</summary>
    public static bool IsTelling(string type, string assembly) => Owner(new Candidate(type, assembly, 0, 0)).Name is not null;

    /// <summary>The application type a candidate stands for, and whether it is that type itself rather than an array or container of it.</summary>
    private static (string? Name, bool IsOwn) Owner(Candidate candidate)
    {
        if (IsFramework(candidate.Type, candidate.Assembly))
            return (TypeName.ApplicationArgument(candidate.Type), false);
        // Without an assembly nothing says whose a type is; its name, checked above, speaks for the application.
        return (TypeName.Plain(candidate.Type), !candidate.Type.EndsWith(']'));
    }

    private static bool IsFramework(string type, string assembly) => TypeName.IsFramework(assembly) || TypeName.IsFramework(type);

    private static string AssemblyOf(Candidate candidate) =>
        IsFramework(candidate.Type, candidate.Assembly) && Owner(candidate).Name is not null ? "" : candidate.Assembly;

    private static bool IsBetter(Candidate one, bool oneIsOwn, Candidate other, bool otherIsOwn)
    {
        if (oneIsOwn != otherIsOwn) return oneIsOwn;
        if (one.BytesPerHour != other.BytesPerHour) return one.BytesPerHour > other.BytesPerHour;
        return string.CompareOrdinal(one.Type, other.Type) < 0;
    }

    private sealed class Group
    {
        public int Index { get; set; } = -1;

        public bool IsOwn { get; set; }

        public double BytesPerHour { get; set; }

        public double InstancesPerHour { get; set; }
    }
}
