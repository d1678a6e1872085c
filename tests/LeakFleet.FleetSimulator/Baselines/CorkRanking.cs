using LeakFleet.FleetSimulator.Evaluate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Baselines;

/// <summary>
/// The ratio ranking of Cork (Jump and McKinley, POPL 2007): after each full collection a type's volume is compared with that after the one before. With Q the
/// larger volume through the smaller and p the number of collections for which the type has been a candidate, its rank gains p·(Q − 1) when it grew and loses
/// as much when it shrank. A type that falls below (1 − f) of its volume is no candidate any more. What has a rank above a threshold is reported, the highest
/// first. Cork also follows references to say what holds the growing types; the messages carry none, and the evaluation does not ask for it. A process says
/// one type at a time, as in <see cref="TypeTrends"/>.
/// </summary>
internal sealed class CorkRanking : IDetector
{
    /// <summary>The decay factor that the paper settles on.</summary>
    public const double DecayFactor = 0.15;

    /// <summary>The rank threshold that the paper settles on.</summary>
    public const double RankMin = 100;

    private readonly Dictionary<ProcessKey, Process> _processes = [];

    public void Observe(Data data, long nowUnixMilliseconds)
    {
        if (data.Message is ProcessExited) _processes.Remove(data.Process);
        if (data.Message is not Histogram { AfterGen2: true } histogram || histogram.Completeness.Coverage < 0.98) return;
        if (!_processes.TryGetValue(data.Process, out var process)) _processes.Add(data.Process, process = new Process());
        process.Take(histogram);
    }

    public IReadOnlyList<Claim> Look(long nowUnixMilliseconds) =>
    [
        .. _processes.Where(process => process.Value.Reported is not null).GroupBy(process => process.Value.Reported!, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Claim(group.Key, "managed-type", group.Key, [.. group.Select(process => process.Key)])),
    ];

    private sealed class Process
    {
        private readonly Dictionary<string, Candidate> _candidates = new(StringComparer.Ordinal);

        public string? Reported { get; private set; }

        public void Take(Histogram histogram)
        {
            string? highest = null;
            var most = RankMin;
            var keeps = false;
            foreach (var row in histogram.Types)
            {
                // A type without survivors has no volume to compare with.
                var volume = (double)row.Bytes.Survivors;
                if (volume <= 0 || row.Name == Histogram.OtherTypes) continue;
                var next = _candidates.TryGetValue(row.Name, out var last) ? last.Next(volume) : new Candidate(volume, 0, 0);
                _candidates[row.Name] = next;
                if (next.Rank <= RankMin) continue;
                keeps |= row.Name == Reported;
                if (next.Rank < most || (next.Rank == most && string.CompareOrdinal(row.Name, highest) > 0)) continue;
                (highest, most) = (row.Name, next.Rank);
            }

            if (!keeps) Reported = highest;
        }
    }

    private readonly record struct Candidate(double Volume, int Phases, double Rank)
    {
        public Candidate Next(double volume)
        {
            if (volume <= (1 - DecayFactor) * Volume) return new Candidate(volume, 0, 0);
            var phases = Phases + 1;
            var change = volume >= Volume ? volume / Volume - 1 : 1 - Volume / volume;
            return new Candidate(volume, phases, Rank + phases * change);
        }
    }
}
