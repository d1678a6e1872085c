using LeakFleet.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>Addresses of the API that change something.</summary>
internal static class WriteRoutes
{
    /// <param name="method">POST or DELETE.</param>
    public static void MapWrite(this IEndpointRouteBuilder routes, string method, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [method], handler).AddEndpointFilter(async (call, next) => Refusal(call.HttpContext) ?? await next(call));

    /// <summary>They take no parameters: a misspelt one that is ignored would change something else than was meant.</summary>
    private static IResult? Refusal(HttpContext context) => context.Request.Query.Count == 0
        ? null
        : Problem.Faults([.. context.Request.Query.Keys.Select(name => new QueryFault(name, "is not a parameter of this address; it has none"))], "This request cannot be followed");
}
