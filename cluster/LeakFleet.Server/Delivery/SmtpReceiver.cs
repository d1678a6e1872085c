using System.Net.Sockets;
using LeakFleet.Server.Access;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LeakFleet.Server.Delivery;

/// <summary>Mail, by MailKit: the framework's own SMTP client knows no TLS from the first byte, and its authors advise against it.</summary>
internal sealed class SmtpReceiver(ReceiverOptions receiver, ReportReader reports, Uri? externalUrl) : IReceiver
{
    private const int SubjectCharsMax = 160;

    private SmtpOptions Smtp => receiver.Smtp!;

    public async Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation)
    {
        var report = await reports.Read(notice, cancellation);
        if (notice.ReportId is not null && report is null) return ReportReader.Gone;
        using var message = Compose(notice);
        if (report is not null) await Fill(message, report);
        // Of all steps together: a server that answers each byte by byte is slow as well.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(receiver.Timeout);
        using var client = new SmtpClient { Timeout = (int)receiver.Timeout.TotalMilliseconds, CheckCertificateRevocation = false };
        if (Smtp.CaFile is { } ca)
        {
            var trusted = ReloadedFile.Read(ca, Certificates.ParseTrusted);
            if (trusted.Value is not { } authorities) return DeliveryOutcome.TryLater($"the authorities of {receiver.Target}: {trusted.Fault}");
            client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => Certificates.IsTrusted(certificate, chain, errors, authorities);
        }

        try
        {
            await client.ConnectAsync(Smtp.Host, Smtp.Port, Security(), limit.Token);
            if (Smtp.User is { } user) await client.AuthenticateAsync(user, Smtp.Password!.Reveal(), limit.Token);
            await client.SendAsync(message, limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return DeliveryOutcome.Delivered;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return DeliveryOutcome.TryLater($"{receiver.Target}: no answer within {receiver.Timeout.TotalSeconds:0} s");
        }
        catch (SmtpCommandException e)
        {
            // RFC 5321, 4.2.1: 4yz may work later, 5yz will not.
            var fault = $"{receiver.Target} answered {(int)e.StatusCode}: {Printable.Show(e.Message.ReplaceLineEndings(" "), 200)}";
            return (int)e.StatusCode >= 500 ? DeliveryOutcome.Refused(fault) : DeliveryOutcome.TryLater(fault);
        }
        catch (Exception e) when (e is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return DeliveryOutcome.TryLater($"{receiver.Target}: {Printable.Show(e.Message.ReplaceLineEndings(" "), 200)}");
        }
        catch (Exception e) when (e is IOException or SocketException or ProtocolException or ServiceNotConnectedException or TimeoutException)
        {
            return DeliveryOutcome.TryLater($"{receiver.Target}: no exchange ({(e is SocketException socket ? socket.SocketErrorCode.ToString() : e.GetType().Name)})");
        }
    }

    private SecureSocketOptions Security() => Smtp.Security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private MimeMessage Compose(Notice notice)
    {
        var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(Smtp.From));
        foreach (var to in Smtp.To) message.To.Add(MailboxAddress.Parse(to));
        message.Date = notice.At;
        // The same for a second try: mail servers and readers drop what they have.
        message.MessageId = $"{notice.Id}@leakfleet.invalid";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (notice.Alert is { } alert)
        {
            message.Subject = Printable.Show($"[LeakFleet] {AlertWords.Title(alert)}: {alert.Finding.Sentence}", SubjectCharsMax);
            message.Body = new TextPart("plain") { Text = $"{alert.Finding.Sentence}\r\n\r\n{string.Join("\r\n", AlertWords.Lines(alert, externalUrl))}\r\n" };
        }

        return message;
    }

    private async Task Fill(MimeMessage message, Report report)
    {
        message.Subject = Printable.Show($"[LeakFleet] {report.Title}", SubjectCharsMax);
        message.Body = new MultipartAlternative
        {
            new TextPart("plain") { Text = reports.Formats.Markdown(report) },
            new TextPart("html") { Text = await reports.Formats.Html(report) },
        };
    }
}
