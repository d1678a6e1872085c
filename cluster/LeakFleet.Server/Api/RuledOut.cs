using System.Globalization;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Api;

/// <summary>A harmless explanation of growth that does not hold, and why: only what the figures of the finding say.</summary>
internal sealed record RuledOut(string Kind, string Title, string Reason)
{
    /// <summary>Correlation of the replicas' movements from which one would say that something outside drives them.</summary>
    private const double SharedLoadHigh = 0.8;

    public static IReadOnlyList<RuledOut> Of(FindingLook look)
    {
        var found = new List<RuledOut>();
        var (finding, own) = (look.Finding, look.Own);
        if (own is not null && double.IsFinite(own.PValue))
            found.Add(new("chance", "Chance", $"Noise alone rises like this with probability {Probability(own.PValue)}, after correction for all the types that were tested."));
        if (own is { BytesPerHourLow: > 0 })
            found.Add(new("warm-up", "Warm-up, or a cache that fills", $"Either would be levelling off. This still grows by {Quantity.BytesPerHour(own.BytesPerHour).TrimStart('+')} (at least {Quantity.Bytes(own.BytesPerHourLow)}/h with 95 % confidence), {Since(finding)}."));
        if (Load(look) is { } load) found.Add(new("load-driven", "More load", load));
        if (finding.Extent == Extent.AllReplicas && look.Replicas.Count > 1)
            found.Add(new("one-process", "One odd replica", $"{Quantity.Count(look.Replicas.Count)} replicas show it: it comes with the code, not with a replica."));
        if (finding.UnaffectedVersions.Count > 0)
            found.Add(new("always-so", "It has always been so", $"Version {Printable.Show(finding.UnaffectedVersions[^1], 64)} was watched for long enough and does not grow."));
        return found;
    }

    private static string Since(FleetFinding finding) => $"and has since {Instant.Show(finding.SinceUnixMilliseconds)}";

    /// <summary>Replicas that started at different times and grow with their age do not follow the clock, and load does.</summary>
    private static string? Load(FindingLook look)
    {
        var started = look.Replicas.Where(p => p.StartedUnixMilliseconds > 0).Select(p => p.StartedUnixMilliseconds).ToList();
        if (look.Finding.SharedLoad is { } shared && shared < SharedLoadHigh)
            return string.Create(CultureInfo.InvariantCulture, $"Load moves all replicas alike; these move on their own (correlation {shared:0.00}).");
        if (look.Others.Count(p => !p.Exited && look.Finding.UnaffectedVersions.Contains(p.Version)) is > 0 and var others)
            return $"{(others == 1 ? "A replica" : Quantity.Count(others) + " replicas")} of another version under the same load {(others == 1 ? "does" : "do")} not grow.";
        if (started.Count < 2) return null;
        var apart = TimeSpan.FromMilliseconds(started.Max() - started.Min());
        return apart < TimeSpan.FromHours(1) ? null : $"Its replicas started up to {Quantity.Duration(apart)} apart and each grows with its own age, not with the clock.";
    }

    private static string Probability(double p) => p < 0.0001 ? "below 0.01 %" : Quantity.Percent(p);
}
