using System.Globalization;
using LeakFleet.Agent.Identity;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Pods;

/// <summary>
/// What a pod's author may say about its being watched. Each can only make the agent do less, or name things otherwise: who may write a pod must not be
/// able to make the agent work harder.
/// </summary>
internal static class PodAnnotations
{
    public const string Prefix = "leakfleet.io/";

    /// <summary><c>"false"</c>: not watched.</summary>
    public const string Watch = Prefix + "watch";

    /// <summary>Least time between two looks, such as <c>10m</c>; shorter than the agent's own has no effect.</summary>
    public const string Interval = Prefix + "interval";

    /// <summary>The service's name, instead of what the process says.</summary>
    public const string Service = Prefix + "service";

    public static bool IsWatched(Pod pod) => !pod.Annotations.TryGetValue(Watch, out var value) || !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    public static TimeSpan IntervalMin(Pod? pod, TimeSpan usual, TimeSpan max)
    {
        if (pod is null || !pod.Annotations.TryGetValue(Interval, out var text) || text.Length is < 2 or > 8) return usual;
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (unit == 0 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return usual;
        var asked = TimeSpan.FromSeconds((double)number * unit);
        return asked < usual ? usual : asked > max ? max : asked;
    }

    public static string? ServiceName(Pod? pod) =>
        pod is not null && pod.Annotations.TryGetValue(Service, out var name) && WireText.CleanName(name, WireLimits.NameCharsMax) is { Length: > 0 } clean ? clean : null;
}
