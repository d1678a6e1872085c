namespace LeakyApp.Scenarios.Harmless;

internal sealed record Article(int Number, string Title, byte[] Picture);
