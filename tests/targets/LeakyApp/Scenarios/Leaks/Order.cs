namespace LeakyApp.Scenarios.Leaks;

internal sealed record Order(long Number, string Customer, byte[] Document);
