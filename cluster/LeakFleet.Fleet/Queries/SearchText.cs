using System.Text;

namespace LeakFleet.Fleet;

/// <summary>
/// What a search looks through of one process, as one text in capitals, made when the first one looks. Of ten thousand processes, to look through each field where it
/// lies took most of a search's time. No part of what a process is: all are equal, and a changed copy of a process gets its own.
/// </summary>
internal sealed class SearchText : IEquatable<SearchText>
{
    /// <summary>No character, so that no word is found across two fields.</summary>
    private const char Joint = '\uffff';

    private Made? _made;

    public static string Capitals(string text) => text.ToUpperInvariant();

    public string Of(ProcessSummary process)
    {
        // Two that look at once make the same.
        if (_made is { } made && ReferenceEquals(made.Process, process)) return made.Text;
        var text = Make(process);
        _made = new Made(process, text);
        return text;
    }

    public bool Equals(SearchText? other) => other is not null;

    public override bool Equals(object? obj) => obj is SearchText;

    public override int GetHashCode() => 0;

    private static string Make(ProcessSummary process)
    {
        var text = new StringBuilder(512);
        text.Append(process.Service).Append(Joint).Append(process.Version).Append(Joint).Append(process.Key.ToString());
        foreach (var value in process.Labels.Values) text.Append(Joint).Append(value);
        foreach (var leak in ItemFields.Leaks(process))
        {
            text.Append(Joint).Append(leak.Type).Append(Joint).Append(leak.Kind);
            foreach (var type in leak.Growing) text.Append(Joint).Append(type.Type);
        }

        return Capitals(text.ToString());
    }

    private sealed record Made(ProcessSummary Process, string Text);
}
