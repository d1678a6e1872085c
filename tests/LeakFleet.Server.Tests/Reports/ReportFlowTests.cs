using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Alerts;
using LeakFleet.Server.Tests.Delivery;
using MimeKit;

namespace LeakFleet.Server.Tests.Reports;

/// <summary>Reports on a running server, from schedule to receiver.</summary>
public sealed class ReportFlowTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatWasMissedWhileTheServerWasDownIsMadeOnceAndComparesWithTheLastOne()
    {
        var documents = new MemoryDocumentStore();
        var clock = new ManualClock(BookDriver.Start.AddHours(-1));
        await using (var server = await RunningServer.Start(Options(Schedule()), documents, clock))
        {
            await server.Service<ReportDesk>().Round(Cancellation);
            Assert.Empty(server.Service<ReportArchive>().Index.Entries);
            clock.Now = BookDriver.Start.AddMinutes(1);
            await server.Service<ReportDesk>().Round(Cancellation);
            await server.Service<ReportDesk>().Round(Cancellation);
            Assert.Equal(["daily-20260504t1200z"], server.Service<ReportArchive>().Index.Entries.Select(e => e.Id));
        }

        clock.Now = BookDriver.Start.AddDays(9).AddHours(3);
        await using (var server = await RunningServer.Start(Options(Schedule()), documents, clock))
        {
            await server.Service<ReportDesk>().Round(Cancellation);
            Assert.Equal(["daily-20260513t1200z", "daily-20260504t1200z"], server.Service<ReportArchive>().Index.Entries.Select(e => e.Id));
            var report = (await server.Service<ReportArchive>().Read("daily-20260513t1200z", Cancellation))!;
            Assert.Equal(("daily-20260504t1200z", BookDriver.Start), (report.PreviousId, report.FromAt));
        }
    }

    [Fact]
    public async Task AReportThatIsDueComparesWithTheOneThatWasDueBeforeNotWithOneMadeByHand()
    {
        var clock = new ManualClock(BookDriver.Start);
        var options = Options(Schedule());
        options.Config = options.Config with { Reports = options.Config.Reports with { KeptMax = 2 } };
        await using var server = await RunningServer.Start(options, null, clock);
        await server.Service<ReportDesk>().Round(Cancellation);
        clock.Now += TimeSpan.FromDays(1);
        await server.Service<ReportDesk>().Round(Cancellation);
        var byHand = new List<Report>();
        for (var hour = 0; hour < 5; hour++)
        {
            clock.Now += TimeSpan.FromHours(1);
            byHand.Add(await Run(server));
        }

        clock.Now = BookDriver.Start.AddDays(2);
        await server.Service<ReportDesk>().Round(Cancellation);
        var report = (await server.Service<ReportArchive>().Read("daily-20260506t1200z", Cancellation))!;
        Assert.Equal(("daily-20260505t1200z", BookDriver.Start.AddDays(1)), (report.PreviousId, report.FromAt));
        Assert.Equal(byHand.SkipLast(1).Select(r => r.Id).Prepend("daily-20260505t1200z"), byHand.Select(r => r.PreviousId));
    }

    [Fact]
    public async Task OldReportsMakeRoom()
    {
        var clock = new ManualClock(BookDriver.Start);
        var options = Options(Schedule());
        options.Config = options.Config with { Reports = options.Config.Reports with { KeptMax = 3 } };
        await using var server = await RunningServer.Start(options, null, clock);
        for (var day = 0; day < 10; day++)
        {
            await server.Service<ReportDesk>().Round(Cancellation);
            clock.Now += TimeSpan.FromDays(1);
        }

        Assert.Equal(3, server.Service<ReportArchive>().Index.Entries.Count);
    }

    [Fact]
    public async Task AReportIsMailedInBothItsFormsByARealServer()
    {
        await using var mail = await MailServer.Start();
        var receiver = new ReceiverOptions("mail", ReceiverKind.Smtp)
        {
            Smtp = new SmtpOptions("127.0.0.1", mail.Port, SmtpSecurity.None, null, null, "LeakFleet <leaks@example.org>", ["a@example.org", "b@example.org"]),
        };
        await using var server = await RunningServer.Start(Options(Schedule("mail"), receiver));
        await new SampleProcess(100) { Type = "Acme.<script>Order" }.Live(server.Fleet, bytesPerMinute: 500_000);
        await Run(server);
        await Tool.Eventually(() => Task.FromResult(mail.Messages.Count > 0 ? null : "no mail arrived"));
        var message = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.Messages[0])), Cancellation);
        Assert.StartsWith("[LeakFleet] Leak report daily: 1 open, 1 new", message.Subject);
        Assert.Equal(["a@example.org", "b@example.org"], message.To.Mailboxes.Select(m => m.Address));
        Assert.Contains("Acme.&lt;script&gt;Order grows by", message.HtmlBody);
        Assert.DoesNotContain("<script", message.HtmlBody);
        Assert.DoesNotMatch("(src|@import|url\\()", message.HtmlBody);
        Assert.Contains("# Leak report: daily", message.TextBody);
    }

    [Fact]
    public async Task AMailServerThatHangsIsGivenUpAndHoldsUpNobody()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var folder = Directory.CreateTempSubdirectory("leakfleet-");
        try
        {
            var hanging = new ReceiverOptions("mail", ReceiverKind.Smtp)
            {
                Timeout = TimeSpan.FromSeconds(1),
                Smtp = new SmtpOptions("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, SmtpSecurity.StartTls, null, null, "a@example.org", ["b@example.org"]),
            };
            await using var server = await RunningServer.Start(Options(Schedule("mail", "archive"), hanging, new ReceiverOptions("archive", ReceiverKind.Folder) { Folder = folder.FullName }));
            await Run(server);
            await Tool.Eventually(() => Task.FromResult(folder.GetFiles().Length == 3 ? null : "three files should be there"));
            await Tool.Eventually(async () =>
                (await server.Http.GetStringAsync(new Uri("/reports", UriKind.Relative), Cancellation)).Contains("no answer within 1 s", StringComparison.Ordinal) ? null : "the page should show it");
            Assert.Equal([".html", ".json", ".md"], folder.GetFiles().Select(f => f.Extension).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task WebhookAndChatGetReportsToo()
    {
        await using var hook = await TestReceiver.Start();
        await using var chat = await TestReceiver.Start();
        await using var server = await RunningServer.Start(Options(
            Schedule("hook", "chat"), new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url }, new ReceiverOptions("chat", ReceiverKind.Slack) { Url = chat.Url }));
        await Run(server);
        using var json = JsonDocument.Parse((await hook.Next()).Body);
        Assert.Equal("daily", json.RootElement.GetProperty("report").GetProperty("schedule").GetString());
        Assert.Contains("Leak report daily", (await chat.Next()).Text);
    }

    [Fact]
    public async Task ReportsAreListedAndShownInEachForm()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100).Live(server.Fleet, bytesPerMinute: 500_000);
        var id = (await Run(server)).Id;
        Assert.Contains(id, await Get(server, "/api/v1/reports"));
        Assert.Contains("\"name\":\"weekly\"", await Get(server, "/api/v1/reports"));
        Assert.Contains("\"topGrowers\"", await Get(server, $"/api/v1/reports/{id}"));
        Assert.StartsWith("# Leak report: daily", await Get(server, $"/api/v1/reports/{id}?format=markdown"));
        Assert.Contains(id, await Get(server, "/reports"));
        using var page = await server.Http.GetAsync(new Uri($"/reports/{id}", UriKind.Relative), Cancellation);
        Assert.Contains("sandbox", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("Top growers", await page.Content.ReadAsStringAsync(Cancellation));
        using var missing = await server.Http.GetAsync(new Uri("/reports/daily-19700101t0000z", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var wrong = await server.Http.GetAsync(new Uri($"/api/v1/reports/{id}?format=pdf", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task ALinkOfAReportLeadsToTheFindingOfItsService()
    {
        var options = Options(Schedule());
        options.Config = options.Config with { ExternalUrl = new Uri("https://fleet.example/") };
        await using var server = await RunningServer.Start(options);
        await new SampleProcess(100, "check out").Live(server.Fleet, bytesPerMinute: 500_000);
        var id = (await Run(server)).Id;
        Assert.Matches("href=\"https://fleet\\.example/findings/[0-9a-f]+\\?service=check%20out\"", await Get(server, $"/api/v1/reports/{id}?format=html"));
    }

    private static async Task<Report> Run(RunningServer server)
    {
        using var answer = await server.Http.PostAsync(new Uri("/api/v1/report-schedules/daily/run", UriKind.Relative), null, Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Report.Parse(await answer.Content.ReadAsByteArrayAsync(Cancellation))!;
    }

    private static Task<string> Get(RunningServer server, string path) => server.Http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static ReportSchedule Schedule(params string[] receivers) => ReportComposerTests.Schedule("") with { Receivers = receivers };

    private static ServerOptions Options(ReportSchedule schedule, params ReceiverOptions[] receivers)
    {
        var options = RunningServer.Options();
        options.Config = new ServerConfig
        {
            Receivers = receivers,
            Delivery = new DeliveryOptions { RetryMin = TimeSpan.FromMilliseconds(100) },
            // The rounds of the service come never: the tests say when.
            Reports = new ReportOptions { Schedules = [schedule], Interval = TimeSpan.FromDays(1) },
        };
        return options;
    }
}
