using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Alerts;
using LeakFleet.Server.Tests.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;

namespace LeakFleet.Server.Tests.Delivery;

/// <summary>Mail by a real server, with TLS and a login.</summary>
public sealed class SmtpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task AMailGoesByTlsToWhoShowsACertificateThatIsTrustedAndTakesTheLogin(string mode)
    {
        await using var mail = await MailServer.StartSecured(mode);
        var outcome = await Send(Options(mail, mode == "tls" ? SmtpSecurity.Tls : SmtpSecurity.StartTls, "r1ght", mail.AuthorityFile));
        Assert.Null(outcome.Fault);
        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Assert.Single(mail.Messages))), Cancellation);
        Assert.Equal("[LeakFleet] Leak found: Acme.Order grows by 572 MiB/h in checkout 1.4.0 (2 of 2 replicas), not in 1.3.0", message.Subject);
    }

    [Fact]
    public async Task AWrongPasswordIsToldWithoutItAndTriedAgain()
    {
        await using var mail = await MailServer.StartSecured("starttls");
        var outcome = await Send(Options(mail, SmtpSecurity.StartTls, "wr0ng", mail.AuthorityFile));
        Assert.Contains("535", outcome.Fault);
        Assert.DoesNotContain("wr0ng", outcome.Fault);
        Assert.False(outcome.IsFinal);
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task AServerThatNobodyVouchesForGetsNoMailAndNoPassword()
    {
        await using var mail = await MailServer.StartSecured("starttls");
        var outcome = await Send(Options(mail, SmtpSecurity.StartTls, "r1ght", caFile: null));
        Assert.Contains("certificate", outcome.Fault, StringComparison.OrdinalIgnoreCase);
        Assert.False(outcome.IsFinal);
        Assert.Empty(mail.Messages);
        await using var other = await MailServer.StartSecured("starttls");
        Assert.NotNull((await Send(Options(mail, SmtpSecurity.StartTls, "r1ght", other.AuthorityFile))).Fault);
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task AServerWithoutTlsGetsNothingInTheClear()
    {
        await using var mail = await MailServer.Start();
        var outcome = await Send(Options(mail, SmtpSecurity.StartTls, password: null, caFile: null));
        Assert.Contains("STARTTLS", outcome.Fault);
        Assert.Empty(mail.Messages);
    }

    [Fact]
    public async Task ATypeNameAddsNoHeaderAndNoRecipient()
    {
        await using var mail = await MailServer.Start();
        var evil = BookDriver.Finding(type: "Order\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>\u202e" + new string('x', 10_000), service: "a\r\nTo: b@example.org");
        var outcome = await Send(Options(mail, SmtpSecurity.None, password: null, caFile: null), evil);
        Assert.Null(outcome.Fault);
        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Assert.Single(mail.Messages))), Cancellation);
        Assert.Empty(message.Bcc);
        Assert.Equal("team@example.org", Assert.Single(message.To.Mailboxes).Address);
        Assert.StartsWith("[LeakFleet] Leak found: Order\\u000D\\u000ABcc", message.Subject);
        Assert.DoesNotContain(message.Subject!, char.IsControl);
        Assert.InRange(message.Subject!.Length, 1, 200);
        Assert.DoesNotContain('\u202e', message.TextBody!);
    }

    private static SmtpOptions Options(MailServer mail, SmtpSecurity security, string? password, string? caFile) => new(
        "127.0.0.1", mail.Port, security, password is null ? null : "leakfleet", password is null ? null : new Secret(password), "leaks@example.org", ["team@example.org"], caFile);

    private static async Task<DeliveryOutcome> Send(SmtpOptions options, FleetFinding? finding = null)
    {
        var archive = new ReportArchive(new MemoryDocumentStore(), new ReportOptions(), NullLogger<ReportArchive>.Instance);
        var reports = new ReportReader(archive, new ReportFormats(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance, archive, null));
        var receiver = new ReceiverOptions("mail", ReceiverKind.Smtp) { Smtp = options, Timeout = RunningServer.Patience };
        var notice = new Notice("id-1", "key-1", BookDriver.Start)
        {
            Alert = new AlertNotice("firing", "a1", BookDriver.Start, null, AlertFacts.Of(finding ?? BookDriver.Finding()), new Dictionary<string, string> { ["severity"] = "page" }),
        };
        return await new SmtpReceiver(receiver, reports, null).Send(notice, Cancellation);
    }
}
