using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Alerts;

namespace LeakFleet.Server.Tests.Alerts;

/// <summary>Steps a book through virtual time and hands its events over at once.</summary>
internal sealed class BookDriver(AlertOptions? options = null)
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private AlertBook _book = new(options ?? Usual);

    public static AlertOptions Usual { get; } = new()
    {
        FireAfter = TimeSpan.FromMinutes(5),
        ResolveAfter = TimeSpan.FromMinutes(15),
        RepeatAfter = TimeSpan.FromHours(4),
        Interval = TimeSpan.FromMinutes(1),
    };

    public DateTimeOffset Now { get; private set; } = Start;

    public AlertBook Book => _book;

    public List<AlertEvent> Events { get; } = [];

    public bool IsSilenced { get; set; }

    public List<string> Receivers { get; } = ["chat"];

    public static FleetFinding Finding(string service = "checkout", string fingerprint = "f1", int replicas = 2, string type = "Acme.Order") => new(
        fingerprint, FindingKind.ManagedType, service, type, "Acme", [new VersionCount("1.4.0", replicas, replicas)], ["1.3.0"],
        [.. Enumerable.Range(1, replicas).Select(pid => new ProcessKey("node-1", new string('a', 32), pid, pid))],
        Start.ToUnixTimeMilliseconds() - 3_600_000, 600_000_000, 9.5);

    /// <summary>Looks once a minute for so long, with the same findings each time.</summary>
    public BookDriver Watch(int minutes, params FleetFinding[] findings)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            Look(findings);
            Now += TimeSpan.FromMinutes(1);
        }

        return this;
    }

    public BookDriver Look(params FleetFinding[] findings)
    {
        Step(findings);
        Events.AddRange(_book.Unposted);
        _book.Posted([.. _book.Unposted]);
        return this;
    }

    /// <summary>Decides, and does not hand on.</summary>
    public void Step(params FleetFinding[] findings) =>
        _book.Step(Now, findings, _ => new AlertRouting(Receivers, new Dictionary<string, string>(), IsSilenced));

    public BookDriver Pass(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>As after a restart from what was saved.</summary>
    public BookDriver Restart()
    {
        var state = AlertState.Parse(_book.Save([]).ToBytes());
        Assert.NotNull(state);
        _book = AlertBook.Load(state, options ?? Usual);
        return this;
    }

    public string Told => string.Join(' ', Events.Select(e => e.What));
}
