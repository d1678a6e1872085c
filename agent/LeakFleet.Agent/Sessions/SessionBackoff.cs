namespace LeakFleet.Agent.Sessions;

/// <summary>How long to wait before a broken session is opened again: doubling, and from the start once one has held.</summary>
internal sealed class SessionBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan HeldAfter = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;

    public TimeSpan Next(TimeSpan held)
    {
        if (held >= HeldAfter) _next = First;
        var delay = _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return delay;
    }
}
