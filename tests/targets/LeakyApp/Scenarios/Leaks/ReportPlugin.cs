namespace LeakyApp.Scenarios.Leaks;

/// <summary>Loaded anew into a load context of its own each time: every instance has a different type of the same name.</summary>
internal sealed class ReportPlugin
{
    private readonly byte[][] _pages = [.. Enumerable.Range(0, 100).Select(_ => Payload.Bytes(2000))];

    public override string ToString() => $"a report of {_pages.Length} pages";
}
