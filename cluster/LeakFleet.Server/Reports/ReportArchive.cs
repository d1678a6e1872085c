using LeakFleet.Fleet;
using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Reports;

/// <summary>The reports that are kept. A report that cannot be written is kept in memory, until the next one of its schedule, so that it is sent all the same.</summary>
internal sealed partial class ReportArchive(IDocumentStore store, ReportOptions options, ILogger<ReportArchive> log)
{
    private const string Document = "reports/index";
    private const int UnwrittenMax = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Report> _unwritten = new(StringComparer.Ordinal);
    private ReportIndex _index = ReportIndex.Empty;
    private string _fault = "";

    public ReportIndex Index
    {
        get { lock (_gate) return _index; }
    }

    /// <summary>Why reports are not written; empty while they are.</summary>
    public string Fault
    {
        get { lock (_gate) return _fault; }
    }

    public async Task Load(CancellationToken cancellation)
    {
        try
        {
            var stored = await store.Read(Document, cancellation);
            lock (_gate) _fault = "";
            if (stored is not { } bytes) return;
            if (ReportIndex.Parse(bytes) is { } index)
                lock (_gate) _index = index;
            else LogDamaged();
        }
        catch (IOException e)
        {
            Note(e);
        }
    }

    /// <summary>Null when there is none, or none any more.</summary>
    public async Task<Report?> Read(string id, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_unwritten.TryGetValue(id, out var report)) return report;
            if (!_index.Entries.Any(e => e.Id == id)) return null;
        }

        try
        {
            return await store.Read(NameOf(id), cancellation) is { } bytes ? Report.Parse(bytes) : null;
        }
        catch (IOException e)
        {
            Note(e);
            return null;
        }
    }

    /// <summary>The newest one of a schedule, to compare with: one that is due compares with the one that was due before, whatever was made by hand meanwhile.</summary>
    public async Task<Report?> Latest(string schedule, bool isByHand, CancellationToken cancellation)
    {
        foreach (var entry in Index.Entries.Where(e => e.Schedule == schedule && (isByHand || !e.IsByHand)).OrderByDescending(e => e.ToAt))
            if (await Read(entry.Id, cancellation) is { } report) return report;
        return null;
    }

    public async Task Add(Report report, CancellationToken cancellation)
    {
        ReportIndex index;
        IReadOnlyList<string> gone;
        lock (_gate)
        {
            index = _index = _index.Add(new ReportEntry(report.Id, report.Schedule, report.ToAt, report.MadeAt, report.Counts), options.KeptMax, out gone);
            if (_unwritten.Count >= UnwrittenMax) _unwritten.Remove(_unwritten.Keys.First());
            _unwritten[report.Id] = report;
        }

        try
        {
            await store.Write(NameOf(report.Id), report.ToBytes(), cancellation);
            await store.Write(Document, index.ToBytes(), cancellation);
            lock (_gate)
            {
                _unwritten.Remove(report.Id);
                _fault = "";
            }

            foreach (var id in gone) await store.Delete(NameOf(id), cancellation);
        }
        catch (IOException e)
        {
            Note(e);
        }
    }

    /// <summary>The occurrence is served; after a crash before this it is served again, under the same identity.</summary>
    public async Task Served(string schedule, DateTimeOffset occurrence, CancellationToken cancellation)
    {
        ReportIndex index;
        lock (_gate) index = _index = _index.Served(schedule, occurrence);
        try
        {
            await store.Write(Document, index.ToBytes(), cancellation);
        }
        catch (IOException e)
        {
            Note(e);
        }
    }

    private static string NameOf(string id) => $"reports/{id}";

    private void Note(IOException e)
    {
        ServerMetrics.DocumentFailures.Add(1);
        var fault = Printable.Show(e.Message.ReplaceLineEndings(" "));
        lock (_gate)
        {
            if (_fault != fault) LogFault(fault);
            _fault = fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reports are kept in memory only: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The list of reports cannot be read; it begins anew")]
    private partial void LogDamaged();
}
