using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using LeakFleet.Protocol;
using LeakFleet.Server.Api;
using LeakFleet.Server.Tests.Access;

namespace LeakFleet.Server.Tests.Evidence;

public sealed class EvidenceTests
{
    [Fact]
    public async Task WhoAsksHasTheAgentAskedAndFindsTheAnswerWithTheFinding()
    {
        await using var server = await RunningServer.Start();
        var leaking = new SampleProcess(100);
        using var agent = await TestAgent.ConnectAndGreet(server);
        foreach (var data in leaking.Life(500_000)) await agent.Send(data);
        var finding = await Finding(server, found => true);

        using var asked = await server.Http.PostAsync($"/api/v1/findings/{finding.Finding.Fingerprint}/evidence?service=checkout", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        EvidenceRequest? request = null;
        while (request is null) request = await agent.Receive() as EvidenceRequest;
        Assert.Equal((leaking.Key, leaking.Type), (request.Process, request.Type));
        await agent.Send(leaking.Retention());

        var answered = await Finding(server, found => found.Retention is not null);
        Assert.Equal("The static field Acme.Cache.Orders holds them.", answered.Retention!.Sentence);
        Assert.Equal((60 / 64.0, true), (answered.Retention.Signatures[0].Share, answered.Retention.Signatures[0].Confirmed));
        Assert.Equal((10_000, 10_100L), (answered.Retention.Collection!.Elements, answered.Retention.Collection.ElementsLater));
        Assert.NotEqual(finding.Finding.Fingerprint, answered.Finding.Fingerprint);
        // Under the name that it had before, too.
        var page = await server.Http.GetStringAsync($"/findings/{finding.Finding.Fingerprint}", TestContext.Current.CancellationToken);
        Assert.Contains("Why they stay alive", page, StringComparison.Ordinal);
        Assert.Contains("has 10,000 elements", page, StringComparison.Ordinal);
        Assert.Contains("evidence", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAgentOfAnEarlierVersionIsNotAsked()
    {
        await using var server = await RunningServer.Start();
        var leaking = new SampleProcess(100);
        using var agent = await TestAgent.ConnectAndGreet(server, TestAgent.Hello with { ProtocolVersion = 2 });
        foreach (var data in leaking.Life(500_000)) await agent.Send(data);
        await Finding(server, found => true);

        Assert.False(server.Service<LeakFleet.Server.Evidence.AgentReach>().TryAsk(new EvidenceRequest(leaking.Key, leaking.Type)));
    }

    [Fact]
    public async Task OnlyAdminsAsk()
    {
        await using var secured = await SecuredServer.Start();
        var leaking = new SampleProcess(100);
        await leaking.Live(secured.Server.Fleet, 500_000);

        Assert.Equal(HttpStatusCode.Unauthorized, await Ask(secured, null));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(secured, secured.ReaderKey));
        Assert.Equal(HttpStatusCode.Forbidden, await Ask(secured, secured.AgentKey));
        Assert.Equal(HttpStatusCode.NotFound, await Ask(secured, secured.AdminKey));
    }

    private static async Task<HttpStatusCode> Ask(SecuredServer secured, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/findings/0000000000000000/evidence");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await secured.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<FindingDetailResponse> Finding(RunningServer server, Predicate<FindingDetailResponse> isWanted)
    {
        for (var began = TimeProvider.System.GetTimestamp(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            var all = await server.Http.GetFromJsonAsync("/api/v1/findings", ServerJson.Default.FindingsResponse, TestContext.Current.CancellationToken);
            if (all!.Findings is [var one, ..]
                && await server.Http.GetFromJsonAsync($"/api/v1/findings/{one.Fingerprint}", ServerJson.Default.FindingDetailResponse, TestContext.Current.CancellationToken) is { } detail
                && isWanted(detail)) return detail;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < RunningServer.Patience, "waited in vain");
        }
    }
}
