using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>The server's side of TLS: each new connection gets the certificate that its files hold now, so that a renewal needs no restart.</summary>
internal sealed class ServerCertificate(TlsOptions options, bool asksClients, TimeProvider clock, ILogger<ServerCertificate> logger)
{
    private readonly ReloadedFile<SslStreamCertificateContext> _certificate = new([options.Certificate, options.Key], Certificates.ParseServer, clock, logger);

    public TlsHandshakeCallbackOptions Handshake() => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate.Current,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = asksClients,
            // Whether a client's certificate is good is for the login to say, where a refusal is logged and counted. Having none is no fault: users have keys.
            RemoteCertificateValidationCallback = (_, _, _, errors) => asksClients || errors == SslPolicyErrors.None,
        }),
    };
}
