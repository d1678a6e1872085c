namespace LeakFleet.Fleet;

/// <summary>
/// Orders versions as people read them: runs of digits by their number ("1.10" after "1.9"), everything else by character. Not semantic
/// versioning: services are also versioned by dates, build numbers and commit hashes.
/// </summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static VersionOrder Oldest { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var runA = RunLength(a);
            var runB = RunLength(b);
            var order = runA > 0 && runB > 0 ? CompareNumbers(a[..runA], b[..runB]) : a[0].CompareTo(b[0]);
            if (order != 0) return order;
            a = a[Math.Max(runA, 1)..];
            b = b[Math.Max(runB, 1)..];
        }

        // "1.02" and "1.2" end here as equals, but are two versions.
        var length = a.Length.CompareTo(b.Length);
        return length != 0 ? length : string.CompareOrdinal(x, y);
    }

    private static int RunLength(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}
