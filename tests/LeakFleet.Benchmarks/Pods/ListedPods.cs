using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Benchmarks.Pods;

/// <summary>The part of an API server that lists the pods of a node, and tells of new ones to who follows them.</summary>
internal sealed class ListedPods : IAsyncDisposable
{
    public const string Namespace = "leakfleet-benchmark";

    private readonly WebApplication _app;
    private readonly Channel<int> _added = Channel.CreateUnbounded<int>();

    private ListedPods(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<ListedPods> StartAsync(int count)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var pods = new ListedPods(app);
        app.MapGet("/api/v1/pods", (HttpContext context) => context.Request.Query.ContainsKey("watch") ? pods.FollowAsync(context) : ListAsync(context, count));
        await app.StartAsync();
        return pods;
    }

    public static string Uid(int number) => $"0f3c9a5e-8b1d-4c6e-9f2a-{number:d12}";

    public static string ContainerId(int number) => number.ToString("x64", CultureInfo.InvariantCulture);

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"pod-{number}");

    public void Add(int number) => _added.Writer.TryWrite(number);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task ListAsync(HttpContext context, int count)
    {
        var items = new JsonArray([.. Enumerable.Range(1, count).Select(Pod)]);
        return context.Response.WriteAsync(new JsonObject { ["kind"] = "PodList", ["metadata"] = new JsonObject { ["resourceVersion"] = "1" }, ["items"] = items }.ToJsonString());
    }

    private async Task FollowAsync(HttpContext context)
    {
        // The head of the answer: who follows is connected from then on.
        await context.Response.Body.FlushAsync();
        await foreach (var number in _added.Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(new JsonObject { ["type"] = "ADDED", ["object"] = Pod(number) }.ToJsonString() + "\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static JsonObject Pod(int number) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["uid"] = Uid(number),
            ["namespace"] = Namespace,
            ["name"] = Name(number),
            ["resourceVersion"] = (number + 1).ToString(CultureInfo.InvariantCulture),
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "benchmark" },
        },
        ["status"] = new JsonObject
        {
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = "app",
                ["image"] = "registry.example.org/app:1",
                ["containerID"] = $"containerd://{ContainerId(number)}",
                ["state"] = new JsonObject { ["running"] = new JsonObject() },
            }),
        },
    };
}
