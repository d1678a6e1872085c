namespace LeakFleet.Agent.Watching;

/// <summary>
/// Decides when a trouble is worth a message: once it has held for longer than an exit takes to be noticed, because every exit looks like one at
/// first (the event session breaks, memory cannot be read). That it is over is told at once.
/// </summary>
internal sealed class TroubleReport
{
    public const long HoldMilliseconds = 6_000;

    private string _candidate = "";
    private long _sinceMilliseconds;

    /// <summary>What was told last; empty when all is well.</summary>
    public string Told { get; private set; } = "";

    /// <summary>The text to tell now, or null when there is nothing new.</summary>
    public string? Observe(string text, long nowMilliseconds)
    {
        if (text != _candidate) (_candidate, _sinceMilliseconds) = (text, nowMilliseconds);
        if (text == Told || (text.Length > 0 && nowMilliseconds - _sinceMilliseconds < HoldMilliseconds)) return null;
        Told = text;
        return text;
    }
}
