using System.CommandLine;
using System.CommandLine.Parsing;
using LeakFleet.Fleet;

namespace LeakFleet.Cli.Queries;

/// <summary>The filters, sorts and ranges of a question to the server, with the names and rules of the API.</summary>
internal sealed class QueryOptions
{
    private readonly QueryTarget _target;
    private readonly Argument<string[]> _filter;
    private readonly List<(Option<string[]> Option, FilterField Field)> _fields = [];
    private readonly List<(Option<string?> Option, string Parameter)> _others = [];
    private readonly Option<string[]> _labels = Many("--label", "name=value", "Filter by a label");

    /// <param name="filter">The argument for terms; made by the command when it takes something else as well.</param>
    public QueryOptions(QueryTarget target, Argument<string[]>? filter = null)
    {
        _target = target;
        _filter = filter ?? new Argument<string[]>("filter") { Description = "Terms: service=checkout type='Acme.*' node!=node-7; a word alone searches everywhere" };
        foreach (var field in FilterField.Of(target))
        {
            var option = Many($"--{field.Name}", field.Values is null ? "name" : "word", $"Filter by {field.Meaning}" + (field.Values is { } values ? $": {string.Join(", ", values)}" : ""));
            if (field.Values is { } known) option.CompletionSources.Add([.. known]);
            _fields.Add((option, field));
        }

        var sort = Add("--sort", "sort", "order", $"{SortOrder.Names(target)}; a '-' before it turns it round");
        sort.CompletionSources.Add([.. SortOrder.Of(target).Select(s => s.Name)]);
        if (target is QueryTarget.Findings or QueryTarget.Processes) Add("--group", "group", "field", $"Count by the values of a field instead of listing: {FilterField.Names(target)}");
        Add("--from", "from", "time", "What was there at some time from then on: an instant, a date, or how long ago (24h, 7d)");
        Add("--to", "to", "time", "What was there at some time up to then");
        Add("--new-since", "newSince", "time", target == QueryTarget.Findings ? "Only what came into its state since then" : "Only processes that started since then");
        if (target == QueryTarget.Findings) Add("--new-since-version", "newSinceVersion", "version", "Only what came with this version or a later one");
        Add("--limit", "limit", "count", $"Rows to show, at most {QueryLimits.LimitMax} [default: {QueryLimits.LimitUsual}]");
        Add("--cursor", "cursor", "text", "Go on after the page that named this cursor");
    }

    public void AddTo(Command command, bool withArgument = true)
    {
        if (withArgument) command.Arguments.Add(_filter);
        foreach (var (option, _) in _fields) command.Options.Add(option);
        command.Options.Add(_labels);
        foreach (var (option, _) in _others) command.Options.Add(option);
    }

    /// <summary>Leaves out an option that the command has itself.</summary>
    public QueryOptions Without(string name)
    {
        _fields.RemoveAll(f => f.Option.Name == name);
        _others.RemoveAll(o => o.Option.Name == name);
        return this;
    }

    /// <summary>Options that were given, by name.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        _fields.Select(f => (Option)f.Option).Concat(_others.Select(o => o.Option)).Append(_labels).Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    /// <summary>The question; a <see cref="CommandException"/> with all faults when it is none.</summary>
    public ListQuery In(ParseResult parsed, params IEnumerable<KeyValuePair<string, string>> more)
    {
        var named = Named(parsed).Concat(more).ToList();
        return ListQueryReader.Read(named, _target, DateTimeOffset.UtcNow, out var faults)
            ?? throw new UsageException(string.Join("; ", faults.Select(f => $"{Server.Text.Printable.Show(f.Field, 64)} {f.Reason}")));
    }

    public static string ToAddress(ListQuery query, string path)
    {
        var parameters = query.ToParameters().Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}");
        return string.Join('&', parameters) is { Length: > 0 } text ? $"{path}?{text}" : path;
    }

    private IEnumerable<KeyValuePair<string, string>> Named(ParseResult parsed)
    {
        foreach (var term in parsed.GetValue(_filter) ?? []) yield return Term(term);
        foreach (var (option, field) in _fields)
            foreach (var value in parsed.GetValue(option) ?? [])
                yield return value.StartsWith('!') ? new(field.Name + "!", value[1..]) : new(field.Name, value);
        foreach (var label in parsed.GetValue(_labels) ?? []) yield return Term(FilterField.LabelPrefix + label);
        foreach (var (option, parameter) in _others)
            if (parsed.GetValue(option) is { } value) yield return new(parameter, value);
    }

    // The shell has taken the quotes off: what is left of a term is split at its first '='.
    private static KeyValuePair<string, string> Term(string term) =>
        term.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? new(term[..at], term[(at + 1)..]) : new("search", term);

    private Option<string?> Add(string name, string parameter, string helpName, string description)
    {
        var option = new Option<string?>(name) { HelpName = helpName, Description = description };
        _others.Add((option, parameter));
        return option;
    }

    private static Option<string[]> Many(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Arity = new ArgumentArity(0, QueryLimits.TermsMax) };
}
