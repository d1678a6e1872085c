using LeakFleet.Server.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LeakFleet.Server.Hosting;

/// <summary>
/// <c>2026-05-04T10:11:12Z warning: what happened</c>. The console's own format names a category and a number with each line, which tell an operator
/// nothing, and prints whatever characters a name from a target holds.
/// </summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "line";

    /// <summary>An exception with its stack, on the one line that its event gets.</summary>
    private const int CharsMax = 8_000;

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter writer)
    {
        var text = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } exception) text = $"{text}: {exception}";
        writer.WriteLine($"{Instant.Iso(clock.GetUtcNow().ToUnixTimeMilliseconds())} {Level(entry.LogLevel)}: {Printable.Show(text.ReplaceLineEndings(" "), CharsMax)}");
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
