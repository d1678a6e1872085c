using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary><c>/healthz</c>, for probes: the one answer that takes no credential, and tells nothing else.</summary>
internal static class HealthEndpoint
{
    public const string Path = "/healthz";

    /// <param name="trouble">Why the process does not do its work; null while it does.</param>
    public static void Map(IEndpointRouteBuilder routes, Func<string?> trouble) =>
        routes.MapRead(Path, context => Answer(trouble()).ExecuteAsync(context), route => route.AllowAnonymous());

    private static IResult Answer(string? trouble) => Answers.Json(
        new HealthResponse(trouble ?? "ok", ServerVersion.Text), ServerJson.Default.HealthResponse,
        trouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
