using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Access;
using LeakFleet.Server.Tests.Alerts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Server.Tests.Delivery;

public sealed class HttpWayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AWebhookGetsASignedDocumentThatItCanVerify()
    {
        await using var hook = await TestReceiver.Start();
        var outcome = await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url, SigningSecret = new Secret("s3cret") });
        Assert.Null(outcome.Fault);
        var received = await hook.Next();
        var timestamp = received.Headers[WebhookReceiver.TimestampHeader];
        Assert.Equal(WebhookReceiver.Signature("s3cret", timestamp, received.Body), received.Headers[WebhookReceiver.SignatureHeader]);
        Assert.NotEqual(WebhookReceiver.Signature("s3cret", timestamp + "1", received.Body), received.Headers[WebhookReceiver.SignatureHeader]);
        Assert.Equal("id-1", received.Headers["Idempotency-Key"]);
        using var json = JsonDocument.Parse(received.Body);
        Assert.Equal(["version", "id", "at", "alert"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Acme.Order", json.RootElement.GetProperty("alert").GetProperty("finding").GetProperty("type").GetString());
    }

    [Fact]
    public void TheSignatureIsThePlainHmacThatTheDocumentationNames() =>
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
        Assert.Equal("v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key"u8, "1700000000.{}"u8)),
            WebhookReceiver.Signature("key", "1700000000", "{}"u8));

    [Theory]
    [InlineData(200, true, false)]
    [InlineData(204, true, false)]
    [InlineData(301, false, true)]
    [InlineData(400, false, true)]
    [InlineData(404, false, true)]
    [InlineData(408, false, false)]
    [InlineData(429, false, false)]
    [InlineData(500, false, false)]
    [InlineData(503, false, false)]
    public async Task AnAnswerDecidesWhetherAnotherTryIsWorthwhile(int status, bool delivered, bool final)
    {
        await using var hook = await TestReceiver.Start();
        hook.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return Task.CompletedTask;
        };
        var outcome = await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url });
        Assert.Equal((delivered, final), (outcome.Fault is null, outcome.IsFinal));
        Assert.Single(hook.All);
    }

    [Fact]
    public async Task APrivateAuthorityIsTrustedByTheReceiverThatNamesItAndByNoOther()
    {
        using var ours = TestCertificates.Authority("ours");
        using var theirs = TestCertificates.Authority("theirs");
        var (pem, key) = TestCertificates.Issue(ours, "hook", TestCertificates.ServerUse);
        using var certificate = X509Certificate2.CreateFromPem(pem, key);
        await using var hook = await TestReceiver.Start(certificate);
        var folder = Directory.CreateTempSubdirectory("leakfleet-authorities-");
        try
        {
            var (right, wrong) = (Path.Combine(folder.FullName, "ours.pem"), Path.Combine(folder.FullName, "theirs.pem"));
            await File.WriteAllTextAsync(right, ours.ExportCertificatePem(), Cancellation);
            await File.WriteAllTextAsync(wrong, theirs.ExportCertificatePem(), Cancellation);
            var receiver = new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url };
            foreach (var caFile in (string?[])[null, wrong, Path.Combine(folder.FullName, "missing.pem")])
            {
                var outcome = await Send(receiver with { CaFile = caFile });
                Assert.True(outcome is { Fault.Length: > 0, IsFinal: false }, $"{caFile}: {outcome.Fault}");
            }

            Assert.Empty(hook.All);
            Assert.Null((await Send(receiver with { CaFile = right })).Fault);
            Assert.Single(hook.All);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task AReceiverThatSaysWhenIsHeard()
    {
        await using var hook = await TestReceiver.Start();
        hook.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromMinutes(2), (await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url })).RetryAfter);
    }

    [Fact]
    public async Task AnAnswerWithoutEndIsReadNoFurtherThanItIsShown()
    {
        await using var hook = await TestReceiver.Start();
        hook.Answer = async context =>
        {
            context.Response.StatusCode = 500;
            var chunk = new byte[64 * 1024];
            Array.Fill(chunk, (byte)'\u001b');
            for (var i = 0; i < 10_000 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        };
        var fault = (await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url })).Fault!;
        Assert.True(fault.Length < 1_000);
        Assert.DoesNotContain(fault, char.IsControl);
    }

    [Fact]
    public async Task AReceiverThatNeverAnswersIsGivenUpAfterItsTime()
    {
        await using var hook = await TestReceiver.Start();
        hook.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var clock = Stopwatch.StartNew();
        var outcome = await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url, Timeout = TimeSpan.FromMilliseconds(300) });
        Assert.Contains("no answer within", outcome.Fault);
        Assert.False(outcome.IsFinal);
        Assert.True(clock.Elapsed < RunningServer.Patience);
    }

    [Fact]
    public async Task AnAddressThatIsASecretIsInNoFault()
    {
        var outcome = await Send(new ReceiverOptions("chat", ReceiverKind.Slack) { Url = new Uri("http://127.0.0.1:9/services/T000/B000/SECRET") });
        Assert.DoesNotContain("SECRET", outcome.Fault);
        Assert.Contains("127.0.0.1:9", outcome.Fault);
    }

    [Theory]
    [InlineData("169.254.169.254", true)]
    [InlineData("::ffff:169.254.169.254", true)]
    [InlineData("fe80::1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    public void LinkLocalAddressesAreNoReceivers(string address, bool refused) => Assert.Equal(refused, HttpWay.IsLinkLocal(IPAddress.Parse(address)));

    [Fact]
    public async Task AMetadataServiceIsNotReached()
    {
        var outcome = await Send(new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = new Uri("http://169.254.169.254/latest") });
        Assert.Contains("link-local", outcome.Fault);
    }

    [Fact]
    public async Task ATypeNameCannotSpeakInAChannel()
    {
        await using var hook = await TestReceiver.Start();
        var evil = BookDriver.Finding(type: "<!channel> <http://evil|Order> `x` ![i](http://evil/i.png)\u202e");
        var notice = Notice() with { Alert = new AlertNotice("firing", "a", BookDriver.Start, null, AlertFacts.Of(evil), new Dictionary<string, string>()) };
        using var http = new HttpWay();
        await new SlackReceiver(new ReceiverOptions("chat", ReceiverKind.Slack) { Url = hook.Url }, http, NoReports(), new Uri("https://fleet.example/")).Send(notice, Cancellation);
        using var json = JsonDocument.Parse((await hook.Next()).Body);
        var text = json.RootElement.GetProperty("text").GetString()!;
        Assert.Contains("&lt;!channel&gt;", text);
        Assert.DoesNotContain('<', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.Equal(2, text.Split('\n')[1].Count(c => c == '`'));
        Assert.EndsWith("https://fleet.example/findings/f1?service=checkout", text);
    }

    private static Notice Notice() => new("id-1", "key-1", BookDriver.Start)
    {
        Alert = new AlertNotice("firing", "a1", BookDriver.Start, null, AlertFacts.Of(BookDriver.Finding()), new Dictionary<string, string> { ["severity"] = "page" }),
    };

    private static ReportReader NoReports()
    {
        var archive = new ReportArchive(new MemoryDocumentStore(), new ReportOptions(), NullLogger<ReportArchive>.Instance);
        return new ReportReader(archive, new ReportFormats(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance, archive, null));
    }

    private static async Task<DeliveryOutcome> Send(ReceiverOptions receiver)
    {
        using var http = new HttpWay();
        IReceiver way = receiver.Kind == ReceiverKind.Slack ? new SlackReceiver(receiver, http, NoReports(), null) : new WebhookReceiver(receiver, http, NoReports(), TimeProvider.System);
        return await way.Send(Notice(), Cancellation);
    }
}
