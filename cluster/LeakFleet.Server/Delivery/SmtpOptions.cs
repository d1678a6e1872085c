using LeakFleet.Server.Configuration;

namespace LeakFleet.Server.Delivery;

/// <summary>A mail server and what is sent through it.</summary>
/// <param name="Security">How the connection is protected.</param>
/// <param name="CaFile">PEM file of the authorities that the mail server's certificate may come from; null trusts those of the system.</param>
internal sealed record SmtpOptions(
    string Host, int Port, SmtpSecurity Security, string? User, Secret? Password, string From, IReadOnlyList<string> To, string? CaFile = null);
