namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Turns what a detector claims at each look into alarms with a beginning and an end.</summary>
internal sealed class AlarmLog
{
    /// <summary>A claim not seen for longer has gone; the next is another alarm. A few looks missed are no end.</summary>
    public const long GapMillisecondsMax = 3_600_000;

    private readonly Dictionary<string, Alarm> _newest = new(StringComparer.Ordinal);
    private readonly List<Alarm> _alarms = [];

    /// <summary>In the order in which they opened.</summary>
    public IReadOnlyList<Alarm> Alarms => _alarms;

    public void See(IReadOnlyList<Claim> claims, long nowUnixMilliseconds)
    {
        foreach (var claim in claims)
        {
            if (!_newest.TryGetValue(claim.Fingerprint, out var alarm) || nowUnixMilliseconds - alarm.LastSeenUnixMilliseconds > GapMillisecondsMax)
            {
                _newest[claim.Fingerprint] = alarm = new Alarm(claim, nowUnixMilliseconds);
                _alarms.Add(alarm);
            }

            alarm.See(claim, nowUnixMilliseconds);
        }
    }
}
