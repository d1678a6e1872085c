using System.Net;
using LeakFleet.Server.Access;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Text;
using MimeKit;

namespace LeakFleet.Server.Delivery;

/// <summary>Reads the <c>receivers</c> of the configuration file.</summary>
internal static class ReceiverConfig
{
    public const int ReceiversMax = 64;

    private const int NameCharsMax = 40;
    private const int RecipientsMax = 100;
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<ReceiverOptions> Read(ConfigNode root)
    {
        var receivers = new List<ReceiverOptions>();
        foreach (var node in root.Objects("receivers", ReceiversMax))
        {
            var receiver = ReadOne(node);
            if (receivers.Exists(r => r.Name == receiver.Name)) node.FaultAt("name", $"'{Printable.Show(receiver.Name)}' is taken by another receiver");
            receivers.Add(receiver);
            node.Close();
        }

        return receivers;
    }

    private static ReceiverOptions ReadOne(ConfigNode node)
    {
        var name = node.Needed("name");
        // It becomes part of a document's name and of a label.
        if (name.Length > 0 && (name.Length > NameCharsMax || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            node.FaultAt("name", $"must be 1 to {NameCharsMax} lower-case letters, digits and '-'");
        var kind = node.Choice("type", "webhook", "webhook", "slack", "alertmanager", "smtp", "folder") switch
        {
            "slack" => ReceiverKind.Slack,
            "alertmanager" => ReceiverKind.Alertmanager,
            "smtp" => ReceiverKind.Smtp,
            "folder" => ReceiverKind.Folder,
            _ => ReceiverKind.Webhook,
        };
        if (!node.Has("type")) node.FaultAt("type", "is missing: webhook, slack, alertmanager, smtp or folder");
        var receiver = new ReceiverOptions(name, kind) { Timeout = node.Time("timeout", TimeSpan.FromSeconds(15), TimeoutMin, TimeoutMax) };
        return kind switch
        {
            ReceiverKind.Smtp => receiver with { Smtp = Smtp(node) },
            ReceiverKind.Folder => receiver with { Folder = FolderOf(node) },
            ReceiverKind.Webhook => Http(receiver, node) with
            {
                BearerToken = Secret.Read(node, "bearerToken"),
                SigningSecret = Secret.Read(node, "signingSecret"),
            },
            _ => Http(receiver, node) with { BearerToken = Secret.Read(node, "bearerToken") },
        };
    }

    private static ReceiverOptions Http(ReceiverOptions receiver, ConfigNode node)
    {
        var url = Url(node);
        return receiver with { Url = url, CaFile = CaFile(node, url.Scheme == Uri.UriSchemeHttps) };
    }

    /// <summary><c>url</c>, or <c>urlFile</c>/<c>urlEnvironment</c> where the address itself is the secret.</summary>
    private static Uri Url(ConfigNode node)
    {
        var nowhere = new Uri("http://127.0.0.1/");
        var secret = Secret.Read(node, "url");
        var text = node.Text("url");
        if ((text ?? secret?.Reveal()) is not { } given)
        {
            if (!node.Has("url") && !node.Has("urlFile") && !node.Has("urlEnvironment")) node.FaultAt("url", "is missing (or urlFile, urlEnvironment)");
            return nowhere;
        }

        if (text is not null && secret is not null) node.FaultAt("url", "is given twice");
        if (!Uri.TryCreate(given.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
        {
            node.FaultAt("url", "is not an http:// or https:// address");
            return nowhere;
        }

        if (url.UserInfo.Length > 0) node.FaultAt("url", "must not hold a user or password; use bearerTokenFile");
        return url;
    }

    private static string FolderOf(ConfigNode node)
    {
        var folder = node.Needed("path");
        if (folder.Length > 0 && !Path.IsPathRooted(folder)) node.FaultAt("path", "must be an absolute path");
        return folder;
    }

    private static SmtpOptions Smtp(ConfigNode node)
    {
        var host = node.Needed("host");
        var security = node.Choice("security", "starttls", "starttls", "tls", "none") switch
        {
            "tls" => SmtpSecurity.Tls,
            "none" => SmtpSecurity.None,
            _ => SmtpSecurity.StartTls,
        };
        var port = node.Number("port", security == SmtpSecurity.Tls ? 465 : security == SmtpSecurity.StartTls ? 587 : 25, 1, 65_535);
        var user = node.Text("user");
        var password = Secret.Read(node, "password");
        if (user is null != password is null) node.FaultAt("user", "user and passwordFile (or passwordEnvironment) go together");
        if (password is not null && security == SmtpSecurity.None && !IsLoopback(host)) node.FaultAt("security", "a password is not sent in the clear: use starttls or tls");
        var from = Mailbox(node, "from", node.Needed("from"));
        var to = node.Texts("to");
        if (to.Count is 0 or > RecipientsMax) node.FaultAt("to", $"must be 1 to {RecipientsMax} addresses");
        foreach (var address in to) Mailbox(node, "to", address);
        return new SmtpOptions(host, port, security, user, password, from, to, CaFile(node, security != SmtpSecurity.None));
    }

    /// <summary>Authorities in place of the system's; read again for each connection, and here to tell what is wrong with it.</summary>
    private static string? CaFile(ConfigNode node, bool isTls)
    {
        if (node.Text("caFile") is not { } file) return null;
        if (!isTls) node.FaultAt("caFile", "has no use without TLS");
        if (ReloadedFile.Read(file, Certificates.ParseTrusted).Fault is { } fault) node.FaultAt("caFile", fault);
        return file;
    }

    private static string Mailbox(ConfigNode node, string name, string address)
    {
        if (address.Length > 0 && !MailboxAddress.TryParse(address, out _)) node.FaultAt(name, $"'{Printable.Show(address)}' is not a mail address");
        return address;
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
}
