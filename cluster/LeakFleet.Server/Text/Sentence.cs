using System.Globalization;
using System.Text;
using LeakFleet.Detection;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Text;

/// <summary>A finding as people say it.</summary>
internal static class Sentence
{
    /// <summary>Versions named before the rest becomes a number.</summary>
    private const int VersionsNamedMax = 4;

    private const int PivotCharsMax = 80;

    /// <summary><c>Acme.Order grows by 12.3 MiB/h in checkout 1.4.0 (2 of 2 replicas), not in 1.3.0</c></summary>
    public static string Of(FleetFinding finding) => $"{Printable.Show(Subject.Of(finding.Kind, finding.Type))} {Rest(finding)}";

    /// <summary>The sentence after its subject, for pages that set the type in a font of its own.</summary>
    public static string Rest(FleetFinding finding)
    {
        var text = new StringBuilder(Grows(CountedRate.Of(finding), finding.BytesPerHour));
        text.Append(" in ").Append(Printable.Show(finding.Service));
        var affected = finding.AffectedVersions;
        for (var i = 0; i < Math.Min(affected.Count, VersionsNamedMax); i++)
        {
            text.Append(i == 0 ? " " : ", ").Append(Version(affected[i].Version));
            text.Append(" (").Append(Quantity.Count(affected[i].Affected)).Append(" of ").Append(Replicas(affected[i].Replicas)).Append(')');
        }

        if (affected.Count > VersionsNamedMax) text.Append(" and ").Append(affected.Count - VersionsNamedMax).Append(" more versions");
        if (finding.UnaffectedVersions.Count > 0)
            text.Append(", not in ").AppendJoin(" or ", finding.UnaffectedVersions.Take(VersionsNamedMax).Select(Version));
        return text.ToString();
    }

    /// <summary>The same for one process.</summary>
    public static string Rest(Finding finding)
    {
        var counted = CountedRate.Of(finding);
        var text = Grows(counted, finding.BytesPerHour);
        if (counted is null && finding.BytesPerHour > 0 && double.IsFinite(finding.BytesPerHourLow) && double.IsFinite(finding.BytesPerHourHigh))
            text += $" (95 % confidence: {Quantity.Bytes(finding.BytesPerHourLow)} to {Quantity.Bytes(finding.BytesPerHourHigh)})";
        return text;
    }

    /// <summary>Threads and handles may grow without memory that anybody could see.</summary>
    private static string Grows(string? counted, double bytesPerHour) =>
        counted is not null ? $"grows by {counted.TrimStart('+')}" : bytesPerHour > 0 ? $"grows by {Quantity.BytesPerHour(bytesPerHour).TrimStart('+')}" : "grows";

    /// <summary><c>node = node-7: 8 of 8 affected replicas, 0 of 12 unaffected (lift 2.5, p 0.0001)</c></summary>
    public static string Of(Pivot pivot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Printable.Show(pivot.Attribute, PivotCharsMax)} = {Printable.Show(pivot.Value, PivotCharsMax)}: {pivot.AffectedWith} of {pivot.Affected} affected replicas, {pivot.UnaffectedWith} of {pivot.Unaffected} unaffected (lift {pivot.Lift:0.0}, p {pivot.PValue:g1})");

    private static string Version(string version) => version.Length == 0 ? "(no version)" : Printable.Show(version);

    private static string Replicas(int replicas) => replicas == 1 ? "1 replica" : $"{Quantity.Count(replicas)} replicas";
}
