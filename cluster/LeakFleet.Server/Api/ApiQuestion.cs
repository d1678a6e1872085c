using LeakFleet.Fleet;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Api;

/// <summary>What the address of a request asks for: its parameters, each known, and the form of the answer.</summary>
internal sealed class ApiQuestion
{
    private const string Format = "format";

    private static readonly string[] Tables = ["json", "csv"];

    private readonly List<QueryFault> _faults = [];
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    /// <param name="forms">That an answer can have, the usual one first.</param>
    private ApiQuestion(HttpContext context, DateTimeOffset now, ReadOnlySpan<string> forms)
    {
        Now = now;
        Form = forms.Contains("csv") && context.Request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) ? "csv" : forms[0];
        foreach (var (name, values) in context.Request.Query)
        {
            foreach (var value in values)
            {
                if (name != Format) _parameters.Add(new(name, value ?? ""));
                else if (value is not null && forms.Contains(value)) Form = value;
                else _faults.Add(new QueryFault(Format, forms.Length == 1 ? $"is {forms[0]}: this address has no other" : $"is {string.Join(", ", forms[..^1].ToArray())} or {forms[^1]}"));
            }
        }
    }

    public DateTimeOffset Now { get; }

    public string Form { get; }

    public bool WantsCsv => Form == "csv";

    /// <summary>A question to a list; null with the refusal.</summary>
    public static (ApiQuestion Question, ListQuery? Query, IResult? Refusal) Read(HttpContext context, QueryTarget target, DateTimeOffset now)
    {
        var question = new ApiQuestion(context, now, Tables);
        var query = ListQueryReader.Read(question._parameters, target, now, out var faults);
        return question._faults.Count + faults.Count == 0 ? (question, query, null) : (question, null, Problem.Faults([.. question._faults, .. faults]));
    }

    /// <summary>A question with these parameters, each once; null with the refusal. A misspelt one that is ignored would answer another question.</summary>
    public static (ApiQuestion Question, IResult? Refusal) Read(HttpContext context, DateTimeOffset now, params ReadOnlySpan<string> known) =>
        Known(new ApiQuestion(context, now, Tables), known);

    /// <summary>A question without parameters to what is no table; its answer has these forms. Null with the refusal.</summary>
    public static (ApiQuestion Question, IResult? Refusal) ReadForm(HttpContext context, DateTimeOffset now, params ReadOnlySpan<string> forms) =>
        Known(new ApiQuestion(context, now, forms), []);

    /// <summary>Empty when it is not given.</summary>
    public string Value(string name) => _parameters.FirstOrDefault(p => p.Key == name).Value ?? "";

    /// <summary>Null when it is not given, or is a fault.</summary>
    public DateTimeOffset? Time(string name)
    {
        var text = Value(name);
        if (text.Length == 0) return null;
        if (TimeText.TryParse(text, Now, out var time)) return time;
        Fault(name, TimeText.Expected);
        return null;
    }

    public void Fault(string field, string reason) => _faults.Add(new QueryFault(field, reason));

    /// <summary>Null while nothing is wrong.</summary>
    public IResult? Refusal() => _faults.Count == 0 ? null : Problem.Faults(_faults);

    private static (ApiQuestion Question, IResult? Refusal) Known(ApiQuestion question, ReadOnlySpan<string> known)
    {
        foreach (var group in question._parameters.GroupBy(p => p.Key, StringComparer.Ordinal))
        {
            if (!known.Contains(group.Key))
                question._faults.Add(new QueryFault(group.Key, known.Length == 0 ? "is not a parameter of this address; it has none but format" : $"is not a parameter of this address; it has {string.Join(", ", known.ToArray())} and format"));
            else if (group.Skip(1).Any()) question._faults.Add(new QueryFault(group.Key, "is given twice"));
        }

        return (question, question.Refusal());
    }
}
