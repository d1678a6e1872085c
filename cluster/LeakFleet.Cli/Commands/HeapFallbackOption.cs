using System.CommandLine;
using LeakFleet.Agent.Watching;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--heap-fallback</c> and <c>--heap-fallback-interval</c>, for the commands that host an agent.</summary>
internal sealed class HeapFallbackOption
{
    private const string None = "none";
    private const string EventPipe = "event-pipe";

    private readonly Option<string> _way = new("--heap-fallback")
    {
        HelpName = $"{None}|{EventPipe}",
        Description = $"What to do where memory may not be read, or a runtime cannot be inspected. {EventPipe}: count through the diagnostic port, which induces a "
            + "full collection and PAUSES THE PROCESS each time, some 0.2 s for each million objects, in up to 256 MiB of its own memory",
        DefaultValueFactory = _ => None,
    };

    private readonly DurationOption _interval = new(
        "--heap-fallback-interval", new HeapFallbackOptions().Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7),
        $"Least time between two such pauses of a process, with --heap-fallback {EventPipe}");

    public HeapFallbackOption() => _way.AcceptOnlyFromAmong(None, EventPipe);

    public void AddTo(Command command)
    {
        command.Add(_way);
        command.Add(_interval);
    }

    public HeapFallbackOptions In(ParseResult parsed) => new() { IsOn = parsed.GetRequiredValue(_way) == EventPipe, Interval = _interval.In(parsed) };
}
