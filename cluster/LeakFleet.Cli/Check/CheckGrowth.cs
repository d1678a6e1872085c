namespace LeakFleet.Cli.Check;

/// <summary>One thing that keeps growing in one process.</summary>
/// <param name="IsAccepted">By the baseline.</param>
internal sealed record CheckGrowth(int Pid, string Service, string Kind, string Type, double? BytesPerHour, IReadOnlyList<string> Details, bool IsAccepted)
{
    public string Subject => Server.Text.Subject.Of(Kind, Type);
}
