using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Check;

/// <summary>One thing that keeps growing in one process.</summary>
/// <param name="IsAccepted">By the baseline.</param>
internal sealed record CheckGrowth(int Pid, string Service, string Kind, string Type, double? BytesPerHour, IReadOnlyList<string> Details, bool IsAccepted)
{
    /// <summary>By how many that rises, for what is counted and not told in bytes, such as threads.</summary>
    public double? CountPerHour { get; init; }

    /// <summary>Such as <c> by 12.3 MiB/h</c>, to follow "keeps growing"; empty when it is not known.</summary>
    public string By => CountPerHour is > 0 and { } count ? $" by {Quantity.PerHour(count).TrimStart('+')}/h" : BytesPerHour is > 0 and { } bytes ? $" by {Quantity.BytesPerHour(bytes).TrimStart('+')}" : "";

    public string Subject => Server.Text.Subject.Of(Kind, Type);
}
