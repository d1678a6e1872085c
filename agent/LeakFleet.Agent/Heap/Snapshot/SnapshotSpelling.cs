using System.Text;

namespace LeakFleet.Agent.Heap.Snapshot;

/// <summary>
/// Spells the runtime's names as heap walks spell them: <c>Map`2+Entry[System.Int32,A[]]</c> is <c>Map&lt;System.Int32, A[]&gt;+Entry</c>. The runtime writes
/// all arguments at the end; here each type has its own.
/// </summary>
internal ref struct SnapshotSpelling
{
    /// <summary>Real names nest a handful deep; a made-up one shall not use up the stack.</summary>
    private const int DepthMax = 32;

    private readonly ReadOnlySpan<char> _name;
    private readonly StringBuilder _spelled;
    private int _at;

    private SnapshotSpelling(ReadOnlySpan<char> name, StringBuilder spelled)
    {
        _name = name;
        _spelled = spelled;
    }

    /// <summary>Whatever is not of that form is spelled as it stands.</summary>
    public static string Of(string name)
    {
        if (name.AsSpan().IndexOfAny('[', '`') < 0) return name;
        var spelled = new StringBuilder(name.Length);
        var spelling = new SnapshotSpelling(name, spelled);
        spelling.Type(0);
        return spelled.Append(name, spelling._at, name.Length - spelling._at).ToString();
    }

    /// <summary>One type, up to the bracket or comma that ends it.</summary>
    private void Type(int depth)
    {
        var parts = new List<(string Name, int Arguments)>();
        var start = _at;
        var plain = _name[_at..].IndexOfAny("[],");
        _at = plain < 0 ? _name.Length : _at + plain;
        foreach (var range in _name[start.._at].Split('+')) parts.Add(Part(_name[start.._at][range]));

        var arguments = new List<string>();
        if (depth < DepthMax && _at + 1 < _name.Length && _name[_at] == '[' && _name[_at + 1] is not (']' or ',' or '*')) Arguments(arguments, depth);
        Write(parts, arguments);
        while (_at < _name.Length && _name[_at] == '[')
        {
            var end = _name[_at..].IndexOf(']');
            if (end < 0 || _name.Slice(_at + 1, end - 1).ContainsAnyExcept(',', '*')) return;
            _spelled.Append(_name.Slice(_at, end + 1));
            _at += end + 1;
        }
    }

    private void Arguments(List<string> arguments, int depth)
    {
        do
        {
            _at++;
            var begin = _spelled.Length;
            Type(depth + 1);
            arguments.Add(_spelled.ToString(begin, _spelled.Length - begin));
            _spelled.Length = begin;
        }
        while (_at < _name.Length && _name[_at] == ',');
        if (_at < _name.Length && _name[_at] == ']') _at++;
    }

    private readonly void Write(List<(string Name, int Arguments)> parts, List<string> arguments)
    {
        var next = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0) _spelled.Append('+');
            _spelled.Append(parts[i].Name);
            // What the numbers in the names do not account for belongs to the last.
            var count = i == parts.Count - 1 ? arguments.Count - next : Math.Min(parts[i].Arguments, arguments.Count - next);
            if (count > 0) _spelled.Append('<').AppendJoin(", ", arguments.Skip(next).Take(count)).Append('>');
            next += count;
        }
    }

    // "Map`2" is Map of two arguments; a name may hold a backtick that means nothing of the kind.
    private static (string Name, int Arguments) Part(ReadOnlySpan<char> part)
    {
        var tick = part.LastIndexOf('`');
        return tick > 0 && int.TryParse(part[(tick + 1)..], System.Globalization.NumberStyles.None, null, out var arguments)
            ? (part[..tick].ToString(), arguments)
            : (part.ToString(), 0);
    }
}
