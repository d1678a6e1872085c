using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>Addresses that are read and nothing else.</summary>
internal static class ReadRoutes
{
    // RFC 9110, 9.1: GET and HEAD are what every server must support; probes and link checkers ask by HEAD.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Answers GET, and HEAD in the same way without the body, which the server leaves out; any other method is refused by its name.</summary>
    /// <param name="access">Who may; readers and admins unless it is said.</param>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler, Action<IEndpointConventionBuilder>? access = null) =>
        Only(routes, pattern, routes.MapMethods(pattern, Methods, handler), access);

    /// <summary>The same for a handler that takes the request as it is: no code is made for it, which agents have no use for beside their metrics.</summary>
    public static void MapRead(this IEndpointRouteBuilder routes, string pattern, RequestDelegate handler, Action<IEndpointConventionBuilder>? access = null) =>
        Only(routes, pattern, routes.MapMethods(pattern, Methods, handler), access);

    private static void Only(IEndpointRouteBuilder routes, string pattern, IEndpointConventionBuilder reads, Action<IEndpointConventionBuilder>? access)
    {
        // Routing prefers the endpoint above. Its own 405 never comes about, because the fallback takes every method.
        var others = routes.Map(pattern, NotAllowed);
        access?.Invoke(reads);
        access?.Invoke(others);
    }

    private static Task NotAllowed(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return Problem.Write(context, StatusCodes.Status405MethodNotAllowed, "This address can only be read", "It answers GET and HEAD.");
    }
}
