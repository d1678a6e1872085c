namespace LeakyApp.Scenarios.Harmless;

internal sealed record ImportedRow(string Key, byte[] Columns);
