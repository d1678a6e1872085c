using System.Buffers;
using System.Diagnostics;
using LeakFleet.Detection;
using LeakFleet.Protocol;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Fleet;

/// <summary>
/// One process: everything known of it, and what that means. A plain state machine without clock, lock or I/O, so that any host can hold it:
/// check, observe, save, forward. Not for two threads at once.
/// </summary>
public sealed class ProcessMonitor
{
    /// <summary>Signs of life to the service when nothing changes; well below <see cref="FleetOptions.ReplicaSilentKept"/>.</summary>
    public const long ReportIntervalMilliseconds = 5 * 60 * 1000;

    private readonly FleetOptions _options;
    private readonly ProcessJudge _judge;
    private readonly RecentJudge _recentJudge;
    private IReadOnlyList<GrowthProfile>? _profiles;
    private TypeLevels? _levels;
    private bool _isJudged;

    public ProcessMonitor(ProcessKey key, FleetOptions options) : this(new MonitorState(key, options), options)
    {
    }

    private ProcessMonitor(MonitorState state, FleetOptions options)
    {
        State = state;
        _options = options;
        _judge = new ProcessJudge(options.Detection);
        _recentJudge = new RecentJudge(options.Detection);
        Judgement = HeapJudgement.Of(state.Trend, state.HeapGrowth.Verdict, state.Memory, state.LeakName);
        state.Measures.Restored(MeasuresStartedUnixMilliseconds());
        Findings = KindFindings.Of(Judgement, state.Measures, state.Memory, state.MeasuresClock.LastUnixMilliseconds);
    }

    /// <summary>Of what <see cref="Save"/> writes.</summary>
    public static int StateVersion => StateFormat.Version;

    public ProcessKey Key => State.Key;

    /// <summary>The newest agent run heard of.</summary>
    public long Epoch => State.Order.Epoch;

    /// <summary>Highest sequence taken in that run.</summary>
    public long LastSequence => State.Order.LastSequence;

    public bool IsExited => State.IsExited;

    /// <summary>When a message last arrived, by the host's clock.</summary>
    public long LastSeenUnixMilliseconds => State.LastSeenUnixMilliseconds;

    /// <summary>Empty before the first description.</summary>
    public string Service => State.Description?.Service ?? "";

    internal string Version => State.Description?.Version ?? "";

    internal MonitorState State { get; }

    /// <summary>What its types show.</summary>
    internal HeapJudgement Judgement { get; private set; }

    /// <summary>All leaks of it, the most telling first.</summary>
    internal IReadOnlyList<Finding> Findings
    {
        get => OutOfMemoryEvidence.AddTo(field, State);
        private set;
    }

    internal DetectionOptions DetectionOptions => _options.Detection;

    internal Verdict Verdict => Findings.Count > 0 ? Verdict.Leak : Judgement.Verdict;

    /// <summary>Reads what <see cref="Save"/> wrote, whatever bytes it is given.</summary>
    /// <returns>Null with a reason when it is damaged, or of another version, or of another process.</returns>
    public static ProcessMonitor? Load(ProcessKey key, ReadOnlySpan<byte> bytes, FleetOptions options, out string? fault)
    {
        var state = MonitorStateReader.Read(key, bytes, options, out fault);
        return state is null ? null : new ProcessMonitor(state, options);
    }

    /// <summary>The version of what some <see cref="Save"/> wrote; 0 for bytes that are none.</summary>
    public static int VersionOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        reader.BeginArray(countMin: 1);
        return reader.ReadInt32(0);
    }

    public void Save(IBufferWriter<byte> output) => MonitorStateWriter.Write(State, output);

    /// <summary>Takes one message in, whole.</summary>
    public Observation Observe(Data data, long nowUnixMilliseconds) => Observe(data, nowUnixMilliseconds, isThin: false);

    /// <summary>Takes one message in.</summary>
    /// <param name="nowUnixMilliseconds">The host's clock: by the node's own, a process could look silent, or be in the future.</param>
    /// <param name="isThin">The host is overloaded: of the histograms of a step only the first is taken into the series, which findings are judged by, and past
    /// collections are not kept.</param>
    public Observation Observe(Data data, long nowUnixMilliseconds, bool isThin)
    {
        Debug.Assert(data.Process == Key);
        if (!State.Order.Take(data)) return default;
        State.LastSeenUnixMilliseconds = Math.Max(State.LastSeenUnixMilliseconds, nowUnixMilliseconds);
        string? formerService = null;
        _isJudged = false;
        var (isPartial, isThinned) = (false, false);
        var reportDue = State.LastSeenUnixMilliseconds - State.LastReportUnixMilliseconds >= ReportIntervalMilliseconds;
        // Whoever says something lives: an agent that restarted may have told an exit that was none.
        var wasExited = State.IsExited;
        State.IsExited = data.Message is ProcessExited;
        State.OutOfMemoryUnixMilliseconds = data.Message is ProcessExited { OutOfMemory: true } ? data.UnixMilliseconds : -1;
        (State.ExitedUnixMilliseconds, State.ExitStatus) = data.Message is ProcessExited exit ? (data.UnixMilliseconds, exit.ExitStatus) : (-1, -1);
        var isNews = State.IsExited != wasExited;
        TakeMeasures(data.Message, data.UnixMilliseconds, nowUnixMilliseconds);
        switch (data.Message)
        {
            case ProcessDescription told:
                var description = told with { Service = ServiceName.Of(told.Service) };
                if (Service.Length > 0 && Service != description.Service) formerService = Service;
                State.Description = description;
                isNews = true;
                break;
            case ProcessTrouble trouble:
                State.Trouble = trouble.Text;
                break;
            case ProcessMemory memory:
                TakeMemory(memory, data.UnixMilliseconds, nowUnixMilliseconds);
                break;
            case Collections when isThin:
                break;
            case Collections collections:
                foreach (var collection in collections.Items) State.Collections.Add(collection);
                break;
            case RetentionFound found:
                State.Retention.Take(Key, found, State.LastSeenUnixMilliseconds);
                isNews = true;
                break;
            case Histogram histogram:
                isThinned = isThin && IsOfSameStep(data.UnixMilliseconds);
                if (isThinned) State.Histograms++;
                else isPartial = !TakeHistogram(histogram, data.UnixMilliseconds, nowUnixMilliseconds);
                reportDue |= !isThinned;
                break;
        }

        isNews |= _isJudged;
        reportDue |= isNews;
        if (reportDue) State.LastReportUnixMilliseconds = State.LastSeenUnixMilliseconds;
        return new Observation(true, reportDue, formerService, isPartial) { IsNews = isNews, IsThinned = isThinned };
    }

    /// <summary>The full current set of findings, for the service.</summary>
    public ProcessReport Report() => new(
        Key,
        Service,
        Version,
        Verdict,
        IsExited,
        Findings,
        LastSeenUnixMilliseconds)
    {
        StartedUnixMilliseconds = State.Description?.StartedUnixMilliseconds ?? -1,
        FirstSampleUnixMilliseconds = State.Trend.Axis is { Count: > 0 } first ? first.FirstUnixMilliseconds : -1,
        LastSampleUnixMilliseconds = State.Trend.Axis is { Count: > 0 } last ? last.LastUnixMilliseconds : -1,
        Runtime = State.Description?.Runtime ?? "",
        Labels = State.Description?.Labels ?? MonitorViews.NoLabels,
        Memory = State.Memory,
        Retention = State.Retention.All,
        Levels = _levels ??= TypeLevels.Of(State.Trend),
        Profiles = _profiles ??= TrendProfiles.Of(State.Trend, Fingerprint.ManagedType, StartedUnixMilliseconds(), ProcessReport.ProfilesMax, _options.Detection),
    };

    public ProcessSummary Summary() => MonitorViews.Summary(this);

    /// <param name="typesMax">Types with their series; null for <see cref="FleetOptions.TypesShownMax"/>.</param>
    public ProcessDetail Detail(int? typesMax = null) => MonitorViews.Detail(this, typesMax ?? _options.TypesShownMax);

    private void TakeMemory(ProcessMemory memory, long unixMilliseconds, long nowUnixMilliseconds)
    {
        State.Memory = memory;
        var resident = LimitForecast.ResidentBytes(memory);
        var use = State.MemoryClock.Decide(unixMilliseconds, nowUnixMilliseconds);
        if (use == SampleClock.Use.BeginAnew) State.Rss.Clear();
        if (resident >= 0 && use != SampleClock.Use.Skip) State.Rss.Add(unixMilliseconds, resident);
        if (Findings.Count > 0) Findings = [.. Findings.Select(finding => KindFindings.WithForecast(finding, State.Measures, memory, unixMilliseconds))];
    }

    /// <summary>Floors are what findings are judged by, and the first histogram of a step gives it one.</summary>
    private bool IsOfSameStep(long unixMilliseconds)
    {
        var width = (long)_options.Detection.BucketWidthMin.TotalMilliseconds;
        return State.HistogramClock.LastUnixMilliseconds >= 0 && unixMilliseconds / width == State.HistogramClock.LastUnixMilliseconds / width;
    }

    private void TakeMeasures(ProcessMessage message, long unixMilliseconds, long nowUnixMilliseconds)
    {
        if (message is not (ProcessMemory or Collections or Histogram)) return;
        var use = State.MeasuresClock.DecideShared(unixMilliseconds, nowUnixMilliseconds);
        if (use == SampleClock.Use.Skip) return;
        if (use == SampleClock.Use.BeginAnew) State.Measures.Clear();
        if (State.Measures.BeginAt(unixMilliseconds, MeasuresStartedUnixMilliseconds()))
        {
            Findings = KindFindings.Of(Judgement, State.Measures, State.Memory, unixMilliseconds);
            _isJudged = true;
        }

        MeasureIntake.Take(State.Measures, message, unixMilliseconds);
    }

    /// <returns>False when the histogram covers too little to be used.</returns>
    private bool TakeHistogram(Histogram histogram, long unixMilliseconds, long nowUnixMilliseconds)
    {
        State.Histograms++;
        State.LastCompleteness = histogram.Completeness;
        if (!(histogram.Completeness.Coverage >= _options.CoverageMin))
        {
            State.PartialHistograms++;
            return false;
        }

        State.LastHeapBytes = HistogramIntake.TotalBytes(histogram);
        var time = State.HistogramClock.Decide(unixMilliseconds, nowUnixMilliseconds);
        if (time == SampleClock.Use.Skip) return true;
        var source = State.Source.Decide(histogram.AfterGen2, State.Trend.Histograms);
        if (source == SurvivorSource.Use.Skip) return true;
        if (source == SurvivorSource.Use.BeginAnew || time == SampleClock.Use.BeginAnew)
        {
            State.BeginSeriesAnew();
            Conclude();
        }
        else if (State.Trend.ClosesBucket(unixMilliseconds))
        {
            State.HeapGrowth = _judge.Judge(State.Trend, State.Source.UsesTotals, StartedUnixMilliseconds());
            Conclude();
        }
        else if (!State.Source.UsesTotals && State.Trend.ClosesStep(unixMilliseconds) && _recentJudge.Judge(State.Trend, StartedUnixMilliseconds()))
        {
            Conclude();
        }

        HistogramIntake.Take(State.Trend, histogram, State.Source.UsesTotals, unixMilliseconds);
        return true;
    }

    private void Conclude()
    {
        Judgement = HeapJudgement.Of(State.Trend, State.HeapGrowth.Verdict, State.Memory, State.LeakName);
        State.LeakName = Judgement.Finding?.Type ?? "";
        Findings = KindFindings.Of(Judgement, State.Measures, State.Memory, State.MeasuresClock.LastUnixMilliseconds);
        _profiles = null;
        _levels = null;
        _isJudged = true;
    }

    /// <summary>Where nobody said when the process started, the first sample stands for it: the warm-up is then counted from there.</summary>
    private long StartedUnixMilliseconds() =>
        State.Description is { StartedUnixMilliseconds: > 0 and var started } ? Math.Min(started, State.Trend.Axis.LastUnixMilliseconds) : State.Trend.Axis.FirstUnixMilliseconds;

    private long MeasuresStartedUnixMilliseconds() =>
        State.Description is { StartedUnixMilliseconds: > 0 and var started } ? started : State.Measures.Floors.Axis.FirstUnixMilliseconds;
}
