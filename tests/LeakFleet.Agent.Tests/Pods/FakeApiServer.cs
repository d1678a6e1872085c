using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>The part of an API server that lists and watches pods, over real HTTP. Each request is answered by the next of the answers a test has given.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Func<HttpContext, Task>> _answers = Channel.CreateUnbounded<Func<HttpContext, Task>>();

    private FakeApiServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Query and Authorization header of each request.</summary>
    public ConcurrentQueue<(string Query, string Authorization)> Requests { get; } = [];

    /// <param name="certificate">Shown over TLS; null for plain HTTP.</param>
    public static async Task<FakeApiServer> Start(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        builder.WebHost.UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeApiServer(app);
        app.MapGet("/api/v1/pods", async (HttpContext context) =>
        {
            fake.Requests.Enqueue((Uri.UnescapeDataString(context.Request.QueryString.Value ?? ""), context.Request.Headers.Authorization.ToString()));
            await (await fake._answers.Reader.ReadAsync(context.RequestAborted))(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public FakeApiServer List(string version, params ReadOnlySpan<JsonObject> pods) => Page(version, null, pods);

    public FakeApiServer Page(string version, string? next, params ReadOnlySpan<JsonObject> pods)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (next is not null) metadata["continue"] = next;
        var text = new JsonObject { ["kind"] = "PodList", ["metadata"] = metadata, ["items"] = new JsonArray([.. pods]) }.ToJsonString();
        return Answer(context => context.Response.WriteAsync(text));
    }

    /// <summary>A watch that sends these lines, and ends.</summary>
    public FakeApiServer Watch(params string[] lines) => Answer(context => context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n"))));

    /// <summary>A watch that sends these lines, and stays open.</summary>
    public FakeApiServer Follow(params string[] lines) => Answer(async context =>
    {
        await context.Response.WriteAsync(string.Concat(lines.Select(line => line + "\n")));
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    public FakeApiServer Refuse(int status, string? retryAfter = null) => Answer(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    });

    public FakeApiServer Break() => Answer(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public FakeApiServer Answer(Func<HttpContext, Task> answer)
    {
        _answers.Writer.TryWrite(answer);
        return this;
    }

    public static string Event(string type, JsonObject thing) => new JsonObject { ["type"] = type, ["object"] = thing }.ToJsonString();

    public static string Error(int code) => Event("ERROR", new JsonObject { ["kind"] = "Status", ["code"] = code });

    public static string Bookmark(string version) => Event("BOOKMARK", new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = version } });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
