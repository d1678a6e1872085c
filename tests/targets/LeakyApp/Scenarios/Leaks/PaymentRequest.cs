namespace LeakyApp.Scenarios.Leaks;

internal sealed record PaymentRequest(string Account, byte[] Message);
