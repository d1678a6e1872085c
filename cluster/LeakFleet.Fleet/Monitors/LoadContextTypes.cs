using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>The runtime's own objects that stand for loaded assemblies: their number tells what events would only tell from the session's begin on.</summary>
internal static class LoadContextTypes
{
    /// <summary>
    /// One object for each collectible context, one for each assembly that was asked for by reflection, which a loader does, and one for each that was built in
    /// memory (serializers, proxies). Contexts themselves are usually of a class of the application.
    /// </summary>
    private static readonly string[] Names =
    [
        "System.Reflection.LoaderAllocator", "System.Reflection.RuntimeAssembly", "System.Runtime.Loader.AssemblyLoadContext",
        "System.Runtime.Loader.IndividualAssemblyLoadContext", "System.Reflection.Emit.RuntimeAssemblyBuilder",
    ];

    /// <summary>NaN when the histogram was cut, and they may be among what is not listed.</summary>
    public static double Count(Histogram histogram)
    {
        var count = 0L;
        var isSeen = false;
        // By index: to enumerate a list by its interface allocates, for every histogram.
        for (var i = 0; i < histogram.Types.Count; i++)
        {
            var row = histogram.Types[i];
            // All of their names are longer than most, and few begin alike: one comparison for nearly every row.
            if (!row.Name.StartsWith("System.R", StringComparison.Ordinal) || Array.IndexOf(Names, row.Name) < 0) continue;
            isSeen = true;
            count = Saturating.Add(count, row.Counts.Survivors);
        }

        return isSeen || histogram.Types.Count < WireLimits.TypesMax ? count : double.NaN;
    }
}
