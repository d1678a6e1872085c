using LeakFleet.FleetSimulator.Corpus;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary>Plays one service to detectors in virtual time: each hears the very same messages and is asked at the very same times.</summary>
internal static class ServiceReplay
{
    /// <summary>A page that is looked at all day would ask more often; delays are at most so much too long.</summary>
    public const long LookIntervalMilliseconds = 5 * 60_000;

    /// <returns>A log for each detector, in their order, and what was heard of processes.</returns>
    public static (IReadOnlyList<AlarmLog> Logs, ProcessLives Lives) Play(LabelledService service, IReadOnlyList<IDetector> detectors)
    {
        var logs = detectors.Select(_ => new AlarmLog()).ToArray();
        var lives = new ProcessLives();
        var clock = new HostClock(service.FromUnixMilliseconds, service.ToUnixMilliseconds);
        var nextLook = service.FromUnixMilliseconds + LookIntervalMilliseconds;
        foreach (var data in service.Messages)
        {
            var now = clock.Hear(data);
            for (; nextLook <= now; nextLook += LookIntervalMilliseconds) Look(nextLook);
            lives.See(data, now);
            foreach (var detector in detectors) detector.Observe(data, now);
        }

        for (; nextLook <= service.ToUnixMilliseconds; nextLook += LookIntervalMilliseconds) Look(nextLook);
        return (logs, lives);

        void Look(long time)
        {
            for (var i = 0; i < detectors.Count; i++) logs[i].See(detectors[i].Look(time), time);
        }
    }
}
