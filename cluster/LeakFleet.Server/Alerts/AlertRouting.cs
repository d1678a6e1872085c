namespace LeakFleet.Server.Alerts;

/// <summary>What the configuration says of one finding now.</summary>
/// <param name="Receivers">Whom to tell.</param>
/// <param name="Labels">Of all routes that matched; the first to say one decides.</param>
internal sealed record AlertRouting(IReadOnlyList<string> Receivers, IReadOnlyDictionary<string, string> Labels, bool IsSilenced)
{
    public static AlertRouting Of(IReadOnlyList<AlertRoute> routes, Func<AlertRoute, bool> matches, bool isSilenced)
    {
        var receivers = new List<string>();
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var route in routes)
        {
            if (!matches(route)) continue;
            foreach (var receiver in route.Receivers)
                if (!receivers.Contains(receiver)) receivers.Add(receiver);
            foreach (var (name, value) in route.Labels) labels.TryAdd(name, value);
            if (!route.GoesOn) break;
        }

        return new AlertRouting(receivers, labels, isSilenced);
    }
}
