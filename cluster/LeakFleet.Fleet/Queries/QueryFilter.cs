namespace LeakFleet.Fleet;

/// <summary>
/// A conjunction of conditions on fields. The same field named twice lets either value through; a negated term excludes. One syntax for addresses of the
/// API, options of the command line, reports and routes of alerts.
/// </summary>
public sealed class QueryFilter
{
    private readonly FilterTerm[][] _byField;

    private QueryFilter(IReadOnlyList<FilterTerm> terms, IReadOnlyList<string> words)
    {
        Terms = terms;
        Words = words;
        Capitals = [.. words.Select(SearchText.Capitals)];
        _byField = [.. terms.GroupBy(t => t.Field.Name, StringComparer.Ordinal).Select(g => g.ToArray())];
    }

    /// <summary>Lets everything through.</summary>
    public static QueryFilter Everything { get; } = new([], []);

    public IReadOnlyList<FilterTerm> Terms { get; }

    /// <summary>Each must occur somewhere in what is shown of an item, in whatever case.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The words, as texts in capitals have them.</summary>
    internal IReadOnlyList<string> Capitals { get; }

    public bool IsEmpty => Terms.Count == 0 && Words.Count == 0;

    /// <summary>The services that an item can be of; null when it can be of any. What is kept by service is not looked through for others.</summary>
    public IReadOnlyList<string>? Services
    {
        get
        {
            var named = Terms.Where(t => t.Field.Name == "service" && !t.IsNegated).Select(t => t.Pattern).ToList();
            return named.Count == 0 || named.Exists(pattern => pattern.IsWildcard) ? null : [.. named.Select(pattern => pattern.Text).Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether an item must be asked about its processes.</summary>
    internal bool HasProcessTerms => Terms.Any(t => t.Field.OfProcess);

    /// <summary>Parses a filter written as one text; null with all faults when it is none.</summary>
    public static QueryFilter? Parse(string text, QueryTarget target, out IReadOnlyList<QueryFault> faults)
    {
        var found = new List<QueryFault>();
        var filter = text.Length > QueryLimits.FilterCharsMax ? null : Read(FilterText.Split(text, found), target, found);
        if (text.Length > QueryLimits.FilterCharsMax) found.Add(new QueryFault("filter", $"is longer than {QueryLimits.FilterCharsMax} characters"));
        faults = found;
        return found.Count == 0 ? filter : null;
    }

    /// <summary>One term as <see cref="Parse"/> reads it.</summary>
    public static string Term(string field, string value) => $"{field}={FilterText.Quote(value)}";

    public override string ToString() =>
        string.Join(' ', Terms.Select(t => t.ToString()).Concat(Words.Select(w => $"search={FilterText.Quote(w)}")));

    /// <summary>The filter as parameters of an address.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToParameters()
    {
        foreach (var term in Terms) yield return new(term.ParameterName, term.Pattern.Text);
        if (Words.Count > 0) yield return new("search", string.Join(' ', Words));
    }

    /// <summary>Reads terms that are split already; what is wrong is added to the faults.</summary>
    internal static QueryFilter Read(IEnumerable<KeyValuePair<string, string>> named, QueryTarget target, List<QueryFault> faults)
    {
        var terms = new List<FilterTerm>();
        var words = new List<string>();
        foreach (var (name, value) in named)
        {
            if (name == "search") words.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            else if (ReadTerm(name, value, target, faults) is { } term) terms.Add(term);
        }

        if (terms.Count > QueryLimits.TermsMax) faults.Add(new QueryFault("filter", $"has {terms.Count} terms; at most {QueryLimits.TermsMax} are taken"));
        if (words.Count > QueryLimits.SearchWordsMax) faults.Add(new QueryFault("search", $"has {words.Count} words; at most {QueryLimits.SearchWordsMax} are taken"));
        foreach (var word in words.Where(w => w.Length > QueryLimits.PatternCharsMax))
            faults.Add(new QueryFault("search", $"has a word longer than {QueryLimits.PatternCharsMax} characters"));
        Contradictions(terms, faults);
        return new QueryFilter(terms, words);
    }

    /// <summary>Whether the conditions on the fields that are asked for hold.</summary>
    internal bool Holds(Func<FilterField, bool> isAsked, Func<FilterField, FieldValues> values)
    {
        foreach (var terms in _byField)
        {
            var field = terms[0].Field;
            if (!isAsked(field)) continue;
            var (isWanted, isFound) = (false, false);
            foreach (var term in terms)
            {
                isWanted |= !term.IsNegated;
                if (term.IsNegated ? !values(field).Any(term.Pattern) : isFound) continue;
                if (term.IsNegated) return false;
                isFound = values(field).Any(term.Pattern);
            }

            if (isWanted && !isFound) return false;
        }

        return true;
    }

    private static FilterTerm? ReadTerm(string name, string value, QueryTarget target, List<QueryFault> faults)
    {
        var isNegated = name.EndsWith('!');
        var fieldName = isNegated ? name[..^1] : name;
        if (FilterField.Find(fieldName, target) is not { } field)
        {
            var shown = fieldName.Length > 64 ? fieldName[..64] + "…" : fieldName;
            faults.Add(new QueryFault(shown, $"is no field of {target.ToString().ToLowerInvariant()}; they have {FilterField.Names(target)}"));
            return null;
        }

        if (TextPattern.Parse(value, out var fault) is not { } pattern)
        {
            faults.Add(new QueryFault(fieldName, fault!));
            return null;
        }

        if (field.Values is { } known && !known.Any(pattern.Matches))
        {
            faults.Add(new QueryFault(fieldName, $"is one of {string.Join(", ", known)}"));
            return null;
        }

        return new FilterTerm(field, isNegated, pattern);
    }

    /// <summary>An empty answer to a question that nothing can meet reads like "nothing is wrong".</summary>
    private static void Contradictions(List<FilterTerm> terms, List<QueryFault> faults)
    {
        foreach (var group in terms.GroupBy(t => t.Field.Name, StringComparer.Ordinal))
        {
            var wanted = group.Where(t => !t.IsNegated).ToList();
            var excluded = group.Where(t => t.IsNegated).ToList();
            if (excluded.Count == 0) continue;
            bool IsExcluded(string value) => excluded.Exists(t => t.Pattern.Matches(value) || t.Pattern.Text == "*");
            var possible = group.First().Field.Values?.Where(v => wanted.Count == 0 || wanted.Exists(t => t.Pattern.Matches(v))).ToList();
            var isImpossible = possible is not null ? possible.TrueForAll(IsExcluded)
                : wanted.Count > 0 && wanted.TrueForAll(t => excluded.Exists(e => e.Pattern.Text == t.Pattern.Text || e.Pattern.Text == "*" || !t.Pattern.IsWildcard && e.Pattern.Matches(t.Pattern.Text)));
            if (isImpossible) faults.Add(new QueryFault(group.Key, "is wanted and excluded at once: nothing can match"));
        }
    }
}
