namespace LeakyApp.Scenarios.Harmless;

internal sealed record ExchangeRate(string Pair, byte[] History);
