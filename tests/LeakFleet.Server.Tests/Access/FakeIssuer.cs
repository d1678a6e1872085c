using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Tests.Access;

/// <summary>An OpenID Connect provider, or the part of an API server that speaks of tokens, over real HTTP.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeIssuer(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public string Jwks { get; set; } = "{\"keys\":[]}";

    public string? Issuer { get; set; }

    public int Status { get; set; } = 200;

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Answer to a TokenReview, by its token.</summary>
    public Func<string, JsonObject> Review { get; set; } = _ => new JsonObject { ["authenticated"] = false };

    public static async Task<FakeIssuer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeIssuer(app);
        app.Use((context, next) =>
        {
            fake.Requests.Enqueue($"{context.Request.Path} {context.Request.Headers.Authorization}".TrimEnd());
            context.Response.StatusCode = fake.Status;
            return fake.Status == 200 ? next(context) : Task.CompletedTask;
        });
        app.MapGet("/.well-known/openid-configuration", () =>
            Results.Text(new JsonObject { ["issuer"] = fake.Issuer ?? fake.Address, ["jwks_uri"] = $"{fake.Address}/keys" }.ToJsonString(), "application/json"));
        app.MapGet("/keys", () => Results.Text(fake.Jwks, "application/json"));
        app.MapGet("/openid/v1/jwks", () => Results.Text(fake.Jwks, "application/json"));
        app.MapPost("/apis/authentication.k8s.io/v1/tokenreviews", async (HttpRequest request) =>
        {
            var question = await JsonNode.ParseAsync(request.Body);
            return Results.Text(new JsonObject { ["status"] = fake.Review((string)question!["spec"]!["token"]!) }.ToJsonString(), "application/json");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
