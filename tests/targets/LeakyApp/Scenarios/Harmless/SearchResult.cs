namespace LeakyApp.Scenarios.Harmless;

internal sealed record SearchResult(string Query, byte[] Hits);
