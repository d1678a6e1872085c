using LeakFleet.Server.Configuration;

namespace LeakFleet.Server.Delivery;

/// <summary>A mail server and what is sent through it.</summary>
/// <param name="Security">How the connection is protected.</param>
internal sealed record SmtpOptions(
    string Host, int Port, SmtpSecurity Security, string? User, Secret? Password, string From, IReadOnlyList<string> To);
