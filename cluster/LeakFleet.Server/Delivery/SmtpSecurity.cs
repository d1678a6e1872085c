namespace LeakFleet.Server.Delivery;

internal enum SmtpSecurity
{
    /// <summary>STARTTLS, and nothing is sent where the server does not offer it.</summary>
    StartTls,

    /// <summary>TLS from the first byte, usually port 465.</summary>
    Tls,

    /// <summary>In the clear: for a relay on the same machine. A password is refused with it, except on loopback.</summary>
    None,
}
