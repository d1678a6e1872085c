using System.Net;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Tests.Reports;

/// <summary>What can be changed on the page of reports and alerts, as a browser without scripts sends it.</summary>
public sealed class ReportsPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASilenceIsMadeByAFormShownAndEnded()
    {
        await using var server = await RunningServer.Start();
        using var made = await Post(server, "/reports/silences", ("match", "service=checkout"), ("duration", "1h"), ("comment", "<b>deploy</b>"));
        Assert.Equal((HttpStatusCode.SeeOther, "/reports#silences"), (made.StatusCode, made.Headers.Location!.ToString()));
        var page = await Page(server);
        Assert.Contains("<code>service=checkout</code>", page);
        Assert.Contains("&lt;b&gt;deploy&lt;/b&gt;", page);
        var silence = Assert.Single(await server.Service<AlertDesk>().Silences(Cancellation));
        Assert.Contains($"action=\"/reports/silences/{silence.Id}/end\"", page);
        using var ended = await Post(server, $"/reports/silences/{silence.Id}/end");
        Assert.Equal(HttpStatusCode.SeeOther, ended.StatusCode);
        Assert.Empty(await server.Service<AlertDesk>().Silences(Cancellation));
    }

    [Fact]
    public async Task AWrongSilenceComesBackAsItWasTypedWithWhatIsWrongWithIt()
    {
        await using var server = await RunningServer.Start();
        using var refused = await Post(server, "/reports/silences", ("match", "sevice=check\"out"), ("duration", "soon"), ("comment", "why"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await refused.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("value=\"sevice=check&quot;out\"", page);
        Assert.Contains("value=\"soon\"", page);
        Assert.Contains("<strong>match</strong> sevice", page);
        Assert.Contains("<strong>duration</strong>", page);
        Assert.Empty(await server.Service<AlertDesk>().Silences(Cancellation));
    }

    [Fact]
    public async Task AFormOfAnotherSiteIsRefused()
    {
        await using var server = await RunningServer.Start();
        foreach (var origin in (string[])["https://evil.example", "null"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/reports/silences") { Content = new FormUrlEncodedContent([new("match", "service=checkout")]) };
            request.Headers.Add("Origin", origin);
            using var answer = await server.Http.SendAsync(request, Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Empty(await server.Service<AlertDesk>().Silences(Cancellation));
    }

    [Theory]
    [InlineData("/reports/schedules/daily/run?schedule=weekly", "schedule")]
    [InlineData("/reports/silences?duration=1h", "duration")]
    [InlineData("/reports/silences/x/end?all=1", "all")]
    public async Task AParameterThatAFormDoesNotTakeIsRefused(string path, string named)
    {
        await using var server = await RunningServer.Start();
        using var answer = await Post(server, path, ("match", "service=checkout"), ("duration", "1h"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"{named}: is not a parameter", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Empty(server.Service<ReportArchive>().Index.Entries);
    }

    [Fact]
    public async Task AFieldThatTheFormDoesNotHaveIsRefused()
    {
        await using var server = await RunningServer.Start();
        using var refused = await Post(server, "/reports/silences", ("match", "service=checkout"), ("duration", "1h"), ("coment", "why"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("<strong>coment</strong>", await refused.Content.ReadAsStringAsync(Cancellation));
        Assert.Empty(await server.Service<AlertDesk>().Silences(Cancellation));
    }

    [Fact]
    public async Task AReportIsMadeByAButton()
    {
        await using var server = await RunningServer.Start();
        using var run = await Post(server, "/reports/schedules/daily/run");
        Assert.Equal((HttpStatusCode.SeeOther, "/reports#reports"), (run.StatusCode, run.Headers.Location!.ToString()));
        Assert.Single(server.Service<ReportArchive>().Index.Entries);
        using var missing = await Post(server, "/reports/schedules/hourly/run");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task TheFormIsFilledInForTheAlertThatALinkNames()
    {
        await using var server = await RunningServer.Start();
        await new SampleProcess(100, "check out").Live(server.Fleet, bytesPerMinute: 500_000);
        var finding = Assert.Single(await server.Fleet.Findings(Cancellation));
        var page = await server.Http.GetStringAsync(new Uri($"/findings/{finding.Fingerprint}", UriKind.Relative), Cancellation);
        var link = WebUtility.HtmlDecode(page.Split("href=\"/reports?silence=")[1].Split('"')[0]);
        var form = await server.Http.GetStringAsync(new Uri($"/reports?silence={link}", UriKind.Relative), Cancellation);
        Assert.Contains($"value=\"fingerprint={finding.Fingerprint} service=&quot;check out&quot;\"", form);
    }

    private static Task<HttpResponseMessage> Post(RunningServer server, string path, params (string Name, string Value)[] fields) =>
        server.Http.PostAsync(new Uri(path, UriKind.Relative), new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), Cancellation);

    private static Task<string> Page(RunningServer server) => server.Http.GetStringAsync(new Uri("/reports", UriKind.Relative), Cancellation);
}
