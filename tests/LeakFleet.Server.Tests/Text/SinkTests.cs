using System.Text.RegularExpressions;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Metrics;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Tests.Alerts;
using LeakFleet.Server.Tests.Delivery;

namespace LeakFleet.Server.Tests.Text;

/// <summary>Wherever a name from a target comes out, it is text and nothing else. Mail, JUnit, terminals and graphs have their tests where they are written.</summary>
public sealed partial class SinkTests(HostileFleet fleet) : IClassFixture<HostileFleet>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnPagesAndInTheirDrawingsANameIsText()
    {
        var findings = await fleet.Server.Fleet.Findings(Cancellation);
        var paths = new List<string> { "/", "/services", "/processes", "/types", "/agents", "/reports", "/search?q=" + Uri.EscapeDataString(HostileNames.All[0]) };
        paths.AddRange(findings.Select(f => $"/findings/{f.Fingerprint}?service={Uri.EscapeDataString(f.Service)}"));
        paths.AddRange(findings.Select(f => $"/services/{Uri.EscapeDataString(f.Service)}").Where(p => !p.Contains("%2F..", StringComparison.Ordinal)));
        paths.AddRange(findings.Select(f => $"/processes/{f.Processes[0]}?from=3h"));
        paths.AddRange(HostileNames.All.Where(n => n.Length < 200).SelectMany(n => (string[])[$"/?filter={Uri.EscapeDataString(n)}", $"/reports?silence={Uri.EscapeDataString(n)}"]));
        foreach (var path in paths)
        {
            using var answer = await fleet.Server.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            IsMarkupOfOurs(await answer.Content.ReadAsStringAsync(Cancellation), path);
        }
    }

    [Fact]
    public async Task InAReportThatIsMailedANameIsText()
    {
        var html = await fleet.Server.Service<ReportFormats>().Html(fleet.Report);
        IsMarkupOfOurs(html, "the report");
        Assert.DoesNotContain("<script", html);
    }

    [Fact]
    public void InMarkdownANameIsNeitherALinkNorAPictureNorACell()
    {
        var text = fleet.Server.Service<ReportFormats>().Markdown(fleet.Report);
        Assert.DoesNotContain(text, HostileNames.IsDangerous);
        Assert.DoesNotMatch(@"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<\w", text);
        var table = text.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(table);
        Assert.All(table, row => Assert.Equal(7, UnescapedBar().Count(row)));
    }

    [Theory]
    [InlineData("findings")]
    [InlineData("processes")]
    [InlineData("services")]
    [InlineData("types")]
    public async Task InASpreadsheetANameIsNoFormula(string list)
    {
        var text = await fleet.Server.Http.GetStringAsync(new Uri($"/api/v1/{list}?format=csv&limit=1000", UriKind.Relative), Cancellation);
        Assert.DoesNotContain(text, HostileNames.IsDangerous);
        var rows = Csv().Matches(text).Select(m => m.Groups["quoted"].Success ? m.Groups["quoted"].Value.Replace("\"\"", "\"") : m.Groups["plain"].Value).ToList();
        Assert.Contains(rows, cell => cell.StartsWith("'=cmd", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, cell => cell.TrimStart().Length > 0 && "=+-@|%\uff1d".Contains(cell.TrimStart()[0]) && !double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out _));
        // As many fields in each line as the header has: no name began a row of its own.
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal(Csv().Count(lines[0]), Csv().Count(line)));
    }

    [Fact]
    public async Task ForReceiversANameIsAValue()
    {
        await using var hook = await TestReceiver.Start();
        var receiver = new ReceiverOptions("hook", ReceiverKind.Webhook) { Url = hook.Url };
        var reports = new ReportReader(fleet.Server.Service<ReportArchive>(), fleet.Server.Service<ReportFormats>());
        using var http = new HttpWay();
        foreach (var finding in await fleet.Server.Fleet.Findings(Cancellation))
        {
            var facts = AlertFacts.Of(finding);
            var notice = new Notice("id", "key", BookDriver.Start) { Alert = new AlertNotice("firing", "a", BookDriver.Start, null, facts, new Dictionary<string, string>()) };
            await new WebhookReceiver(receiver, http, reports, TimeProvider.System).Send(notice, Cancellation);
            await new SlackReceiver(receiver with { Kind = ReceiverKind.Slack }, http, reports, null).Send(notice, Cancellation);
            var body = await hook.Next();
            Assert.DoesNotContain(body.Text, HostileNames.IsDangerous);
            // By its name a program asks for the service; for people the rest is readable as it is.
            var (message, chat) = (Values(body.Body).Where(value => value != finding.Service).ToList(), Values((await hook.Next()).Body));
            Assert.All(message.Concat(chat), value => Assert.DoesNotContain(value, HostileNames.IsDangerous));
            Assert.All(message.Concat(chat), value => Assert.InRange(value.Length, 0, 1_500));
            Assert.All(chat, value => Assert.DoesNotContain(value, c => c is '<' or '>'));
            var alert = AlertmanagerAlert.Of(new Alert("a", AlertPhase.Firing, BookDriver.Start, BookDriver.Start, null, false, facts, new Dictionary<string, string>(), new Dictionary<string, Told>()), BookDriver.Start, null);
            Assert.All(alert.Labels.Values.Concat(alert.Annotations.Values), value => Assert.True(!value.Any(c => HostileNames.IsDangerous(c) || c is '\n' or '\r') && value.Length < 1_500, value));
        }

        static List<string> Values(byte[] json)
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            var values = new List<string>();
            Collect(document.RootElement, values);
            return values;
        }

        static void Collect(System.Text.Json.JsonElement element, List<string> values)
        {
            if (element.ValueKind == System.Text.Json.JsonValueKind.String) values.Add(element.GetString()!);
            else if (element.ValueKind == System.Text.Json.JsonValueKind.Array) foreach (var item in element.EnumerateArray()) Collect(item, values);
            else if (element.ValueKind == System.Text.Json.JsonValueKind.Object) foreach (var member in element.EnumerateObject()) Collect(member.Value, values);
        }
    }

    [Fact]
    public async Task ForPrometheusANameIsALabel()
    {
        await fleet.Server.Service<FleetGauges>().Refresh(Cancellation);
        var text = await fleet.Server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Cancellation);
        Assert.DoesNotContain(text, HostileNames.IsDangerous);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#'), line => Assert.Matches(ASample(), line));
    }

    [Fact]
    public async Task InJsonANameIsAString()
    {
        foreach (var list in (string[])["findings", "processes", "services", "types", "alerts", "reports"])
        {
            var text = await fleet.Server.Http.GetStringAsync(new Uri($"/api/v1/{list}", UriKind.Relative), Cancellation);
            System.Text.Json.JsonDocument.Parse(text).Dispose();
            Assert.DoesNotContain("<script", text);
            Assert.DoesNotContain(text, HostileNames.IsDangerous);
        }
    }

    /// <summary>Every tag and attribute is one that the pages write themselves, and nothing dangerous is between them.</summary>
    private static void IsMarkupOfOurs(string html, string where)
    {
        Assert.True(!html.Any(HostileNames.IsDangerous), $"{where}: a character that must not be shown");
        Assert.True(html.Length < 400_000, $"{where}: {html.Length} characters");
        foreach (var tag in Tags().Matches(html).Select(m => m.Value))
        {
            Assert.True(!tag.StartsWith("<script", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("<script src=\"/assets/site.", StringComparison.Ordinal), $"{where}: {tag}");
            Assert.True(!tag.StartsWith("<img", StringComparison.OrdinalIgnoreCase) || tag.StartsWith("<img src=\"/assets/icon.", StringComparison.Ordinal), $"{where}: {tag}");
            Assert.True(!Handler().IsMatch(Quoted().Replace(tag, "\"\"")), $"{where}: {tag}");
            Assert.True(!ScriptAddress().IsMatch(tag), $"{where}: {tag}");
        }
    }

    [GeneratedRegex("<[a-zA-Z][^<>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\son\w+\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();

    [GeneratedRegex("(href|src|action)=\"\\s*(javascript|data):", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptAddress();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex UnescapedBar();

    [GeneratedRegex("(?:^|,|\n)(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<plain>[^,\"\r\n]*))")]
    private static partial Regex Csv();

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"(,|(?=\})))+\})? \S+$""")]
    private static partial Regex ASample();
}
