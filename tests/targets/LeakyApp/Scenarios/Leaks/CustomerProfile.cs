namespace LeakyApp.Scenarios.Leaks;

internal sealed record CustomerProfile(string Name, string Address, byte[] Photo);
