namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Names of a type that people take for the same.</summary>
internal static class LeakNames
{
    /// <summary>All names by which a finding may call the type.</summary>
    public static IEnumerable<string> Of(string type) =>
        type.StartsWith("System.", StringComparison.Ordinal) ? [type] : new[] { type, Plain(type) }.Distinct(StringComparer.Ordinal);

    /// <summary>Without array brackets, and without the compiler's numbers, which change with every build.</summary>
    private static string Plain(string type)
    {
        var name = type.TrimEnd('[', ']', ',');
        return name.Contains("+<", StringComparison.Ordinal) ? name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_') : name;
    }
}
