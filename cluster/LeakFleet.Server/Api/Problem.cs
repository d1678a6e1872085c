using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace LeakFleet.Server.Api;

/// <summary>Refusals as RFC 9457 problem details.</summary>
internal static class Problem
{
    public static Task Write(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail, Instance = context.Request.Path.Value };
        return context.Response.WriteAsJsonAsync(problem, ServerJson.Default.ProblemDetails, "application/problem+json", context.RequestAborted);
    }

    public static IResult Result(int status, string title, string detail) => new ProblemResult(status, title, detail);

    private sealed class ProblemResult(int status, string title, string detail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, status, title, detail);
    }
}
