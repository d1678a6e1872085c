using System.CommandLine;
using LeakFleet.Agent.Shipping;
using LeakFleet.Cli.Api;

namespace LeakFleet.Cli.Commands;

/// <summary>How a command proves to a server who it is, for the commands that talk to one.</summary>
internal sealed class LoginOptions
{
    private readonly Option<string?> _token = new("--token-file")
    {
        HelpName = "file",
        Description = "File with the API key or token to show to the server; read again for each connection",
    };

    private readonly Option<string?> _ca = new("--ca-file")
    {
        HelpName = "file",
        Description = "PEM file of the authorities that the server's certificate may come from [default: those of the system]",
    };

    private readonly Option<string?> _certificate = new("--client-certificate")
    {
        HelpName = "file",
        Description = "PEM file of a client certificate to show to the server, with --client-key",
    };

    private readonly Option<string?> _key = new("--client-key") { HelpName = "file", Description = "PEM file of the client certificate's private key" };

    private readonly Option<bool> _plain = new("--plain-http")
    {
        Description = "Show the token to a server without TLS beyond this machine, where whoever is between can read it",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _token, _ca, _certificate, _key, _plain }) command.Add(option);
    }

    /// <exception cref="CommandException">The options contradict each other or the server's address, or a file of them cannot be used.</exception>
    public FleetClient Connect(ParseResult parsed, Option<Uri> server)
    {
        var url = parsed.GetRequiredValue(server);
        return new FleetClient(url, In(parsed, url));
    }

    /// <exception cref="CommandException">The options contradict each other or the server's address.</exception>
    public ServerLogin In(ParseResult parsed, Uri server)
    {
        var login = new ServerLogin
        {
            TokenFile = parsed.GetValue(_token),
            CaFile = parsed.GetValue(_ca),
            CertificateFile = parsed.GetValue(_certificate),
            CertificateKeyFile = parsed.GetValue(_key),
            AllowPlainHttp = parsed.GetValue(_plain),
        };
        return login.Validate(server).ToList() is { Count: > 0 } faults ? throw new CommandException(string.Join("; ", faults)) : login;
    }
}
