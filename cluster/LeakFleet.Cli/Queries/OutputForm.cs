using System.CommandLine;

namespace LeakFleet.Cli.Queries;

/// <summary><c>--json</c> and <c>--csv</c>: the server's answer as it is, for programs; without them a table for people.</summary>
internal sealed class OutputForm
{
    private readonly Option<bool> _json = new("--json") { Description = "Print the server's answer as one JSON document" };
    private readonly Option<bool> _csv = new("--csv") { Description = "Print the rows as CSV, with a line of names" };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_csv);
    }

    public bool IsForPrograms(ParseResult parsed) => parsed.GetValue(_json) || IsCsv(parsed);

    public bool IsCsv(ParseResult parsed)
    {
        if (!parsed.GetValue(_csv)) return false;
        return parsed.GetValue(_json) ? throw new UsageException("--json and --csv cannot be given together") : true;
    }

    /// <summary>The address that answers in this form.</summary>
    public string Address(ParseResult parsed, string address) => IsCsv(parsed) ? $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=csv" : address;
}
