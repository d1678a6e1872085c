using System.Runtime.CompilerServices;

namespace LeakFleet.Detection;

/// <summary>
/// Judges the measures of one process by the same test as its types. Each bucket that closes is one look; what stands still, which is nearly everything, costs a
/// comparison. Eight measures are few, and each has a meaning of its own, so the p-values are multiplied by the number tested instead of ranked.
/// </summary>
public sealed class MeasureJudge
{
    private const double MillisecondsPerHour = 3_600_000;

    /// <summary>Of what the collector has committed: native memory that any process has.</summary>
    private const double NativeShare = 0.1;

    /// <summary>Made once for each settings: copies for each process would be a thirtieth of its state.</summary>
    private static readonly ConditionalWeakTable<DetectionOptions, DetectionOptions[]> OptionsOf = [];

    private readonly DetectionOptions[] _options;
    private readonly MeasureGrowth[] _growth = new MeasureGrowth[MeasureRule.All.Length];
    private readonly Persistence[] _persistence = new Persistence[MeasureRule.All.Length];
    private readonly int _looksMin;

    public MeasureJudge(DetectionOptions options)
    {
        _looksMin = options.LooksMin;
        _options = OptionsOf.GetValue(options, ForMeasures);
        Clear();
    }

    /// <summary>The latest results, one for each measure that is judged.</summary>
    public ReadOnlySpan<MeasureGrowth> Growth => _growth;

    public void Clear()
    {
        for (var i = 0; i < _growth.Length; i++) _growth[i] = new MeasureGrowth((Measure)i, new GrowthResult(Verdict.Learning, 0, 0, 0, 1, 0, 0), 0, 0, 0, 0, false);
        _persistence.AsSpan().Clear();
    }

    /// <summary>What was shown before, after a restart of the host.</summary>
    public void Restore(Measure measure, Persistence persistence)
    {
        if ((int)measure < _persistence.Length) _persistence[(int)measure] = persistence;
    }

    /// <summary>The default for what is not judged.</summary>
    public Persistence PersistenceOf(Measure measure) => (int)measure < _persistence.Length ? _persistence[(int)measure] : default;

    /// <summary>Judges the buckets that are over. Allocates nothing.</summary>
    public void Look(MeasureFloors floors, long processStartedUnixMilliseconds)
    {
        Judge(floors, processStartedUnixMilliseconds);
        for (var i = 0; i < _growth.Length; i++) _persistence[i] = _persistence[i].Next(_growth[i].Growth.Verdict, _looksMin);
        Show();
    }

    /// <summary>The same without counting as a look.</summary>
    public void Repeat(MeasureFloors floors, long processStartedUnixMilliseconds)
    {
        Judge(floors, processStartedUnixMilliseconds);
        Show();
    }

    private static DetectionOptions[] ForMeasures(DetectionOptions options)
    {
        // A demonstration judges within a minute and must then see as much growth as else within half an hour.
        var haste = Math.Max(1, new DetectionOptions().SpanMin / options.SpanMin);
        return Array.ConvertAll([.. MeasureRule.All], rule => options.WithMinimum(rule.PerHourMin * haste, rule.RelativePerHourMin * haste));
    }

    private void Show()
    {
        for (var i = 0; i < _growth.Length; i++) _growth[i] = _growth[i] with { IsShown = _persistence[i].Shown == Verdict.Leak };
    }

    private void Judge(MeasureFloors floors, long processStartedUnixMilliseconds)
    {
        var tested = 0;
        Span<float> load = stackalloc float[BucketAxis.BucketsMax];
        load = load[..Math.Max(0, floors.Axis.Count - 1)];
        LoadRow.Of(floors, load);
        for (var i = 0; i < _growth.Length; i++)
        {
            _growth[i] = JudgeOne(floors, (Measure)i, load, processStartedUnixMilliseconds);
            if (_growth[i].Growth.PValue < 1) tested++;
        }

        for (var i = 0; i < _growth.Length; i++)
        {
            var growth = _growth[i].Growth;
            var p = Math.Min(1, growth.PValue * tested);
            var verdict = growth.Verdict;
            if (verdict == Verdict.Leak && p > _options[i].Significance) verdict = Verdict.Healthy;
            else if (verdict == Verdict.Leak && !IsMoreThanHarmless(floors, _growth[i], load, processStartedUnixMilliseconds)) verdict = Verdict.WarmingUp;
            _growth[i] = _growth[i] with { Growth = growth with { PValue = p, Verdict = verdict } };
        }
    }

    private MeasureGrowth JudgeOne(MeasureFloors floors, Measure measure, ReadOnlySpan<float> load, long processStartedUnixMilliseconds)
    {
        var row = floors.Closed(measure);
        var axis = floors.Axis;
        var (first, last) = (0, row.Length - 1);
        while (first < row.Length && float.IsNaN(row[first])) first++;
        while (last >= first && float.IsNaN(row[last])) last--;
        if (last < first) return new MeasureGrowth(measure, new GrowthResult(Verdict.Learning, 0, 0, 0, 1, 0, 0), 0, 0, 0, 0, false);
        var growth = Rises(row[first..(last + 1)], MeasureRule.All[(int)measure].RiseMin / 2)
            ? Test(row, load, axis, measure, processStartedUnixMilliseconds)
            : new GrowthResult(Verdict.Healthy, 0, 0, 0, 1, 0, row[last]);
        // What it grew from is the floor when the growth began, which for one that began in mid-life is not the first.
        while (first < last && (float.IsNaN(row[first]) || axis.TimeOf(first + 1) <= growth.GrowthStartedUnixMilliseconds)) first++;
        return new MeasureGrowth(measure, growth, axis.TimeOf(first), axis.TimeOf(last), row[first], row[last], false);
    }

    private GrowthResult Test(ReadOnlySpan<float> row, ReadOnlySpan<float> load, in BucketAxis axis, Measure measure, long processStartedUnixMilliseconds)
    {
        Span<float> adjusted = stackalloc float[row.Length];
        row.CopyTo(adjusted);
        var fit = new LoadFit(0, 1);
        if (row.Length * axis.WidthMilliseconds >= HarmlessRise.RhythmHours * MillisecondsPerHour)
        {
            fit = LoadFit.Of(row, load);
            fit.TakeOut(adjusted, load);
        }

        var growth = GrowthTest.JudgeFloors(
            adjusted, axis.FromUnixMilliseconds, axis.WidthMilliseconds, processStartedUnixMilliseconds, row[^1], _options[(int)measure]);
        // Where time and load can hardly be told apart, neither can a leak.
        var low = growth.SlopePerHour - fit.Inflation * (growth.SlopePerHour - growth.SlopeLow);
        return growth.Verdict == Verdict.Leak && !(low > 0) ? growth with { Verdict = Verdict.Healthy, SlopeLow = low } : growth;
    }

    /// <summary>Whether it rose by more than starting, a busier hour, or a larger heap accounts for.</summary>
    private static bool IsMoreThanHarmless(MeasureFloors floors, in MeasureGrowth grown, ReadOnlySpan<float> load, long processStartedUnixMilliseconds)
    {
        if (grown.To - grown.From < MeasureRule.All[(int)grown.Measure].RiseMin) return false;
        var from = grown.From;
        if (grown.Measure == Measure.FragmentationBytes)
        {
            if (!IsBeyondHeap(floors, grown)) return false;
            // A young heap has few holes, and may get as many as any: a part of what lies between them.
            var live = floors.Latest(Measure.LiveBytes);
            if (live > 0) from = Math.Max(from, live / 2);
        }

        var started = Math.Min(processStartedUnixMilliseconds, floors.Axis.FirstUnixMilliseconds);
        var age = (grown.LastUnixMilliseconds - started) / MillisecondsPerHour;
        var span = load.Length * floors.Axis.WidthMilliseconds / MillisecondsPerHour;
        // Loaded code, arenas and pools are some part of any heap, however little of them shows beside what is committed.
        if (grown.Measure == Measure.NativeBytes && floors.Latest(Measure.CommittedBytes) is > 0 and var committed) from = Math.Max(from, NativeShare * committed);
        return grown.To - grown.From >= from * HarmlessRise.Share(age, span, load);
    }

    /// <summary>Whether free space grows faster than what lies between it, by twice as much: else it is what a heap of that size has.</summary>
    private static bool IsBeyondHeap(MeasureFloors floors, in MeasureGrowth free)
    {
        var live = floors.Closed(Measure.LiveBytes);
        var axis = floors.Axis;
        float from = float.NaN, to = float.NaN;
        for (var bucket = 0; bucket < live.Length; bucket++)
        {
            if (float.IsNaN(live[bucket]) || axis.TimeOf(bucket) > free.LastUnixMilliseconds) continue;
            if (float.IsNaN(from) || axis.TimeOf(bucket) <= free.FirstUnixMilliseconds) from = live[bucket];
            to = live[bucket];
        }

        // Nothing known of it speaks neither for nor against.
        return !(from > 0) || !(free.From > 0) || to / from - 1 < (free.To / free.From - 1) / 2;
    }

    /// <summary>Whether the lowest of the last third lies above the lowest of the first by half of what would matter.</summary>
    private static bool Rises(ReadOnlySpan<float> row, double riseMin)
    {
        if (row.Length < 3) return true;
        return Low(row[^(row.Length / 3)..]) >= Low(row[..(row.Length / 3)]) + riseMin;
    }

    private static float Low(ReadOnlySpan<float> row)
    {
        var low = float.PositiveInfinity;
        foreach (var floor in row)
            if (floor < low) low = floor;
        return low;
    }
}
