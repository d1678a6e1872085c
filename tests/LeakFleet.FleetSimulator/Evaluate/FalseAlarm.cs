namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>An alarm about nothing; what comes back within a day is the same one.</summary>
/// <param name="OnLeaking">It names a process that leaks, only not so: it costs precision, but is no alarm on a process without a leak.</param>
internal sealed record FalseAlarm(Alarm Alarm, bool OnLeaking, int Openings);
