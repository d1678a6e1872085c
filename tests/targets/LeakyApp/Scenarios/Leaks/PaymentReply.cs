namespace LeakyApp.Scenarios.Leaks;

internal sealed record PaymentReply(bool Accepted);
