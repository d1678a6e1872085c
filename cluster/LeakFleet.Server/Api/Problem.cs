using LeakFleet.Fleet;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Api;

/// <summary>Refusals as RFC 9457 problem details.</summary>
internal static class Problem
{
    /// <summary>A name that somebody made up is repeated to them, but not all of it.</summary>
    private const int NameCharsMax = 80;

    public static Task Write(HttpContext context, int status, string title, string detail, IReadOnlyList<QueryFault>? faults = null)
    {
        context.Response.StatusCode = status;
        IReadOnlyList<FaultResponse>? errors = faults is null ? null : [.. faults.Select(f => new FaultResponse(Printable.Show(f.Field, NameCharsMax), f.Reason))];
        var problem = new ProblemResponse(title, status, detail, context.Request.Path.Value, errors);
        return context.Response.WriteAsJsonAsync(problem, ServerJson.Default.ProblemResponse, "application/problem+json", context.RequestAborted);
    }

    public static IResult Result(int status, string title, string detail) => new ProblemResult(status, title, detail, null);

    /// <summary>A question that cannot be answered, with all its faults.</summary>
    public static IResult Faults(IReadOnlyList<QueryFault> faults, string title = "This question cannot be answered")
    {
        ServerMetrics.QueriesRefused.Add(1);
        return new ProblemResult(
            StatusCodes.Status400BadRequest, title, string.Join("; ", faults.Take(8).Select(f => $"{Printable.Show(f.Field, NameCharsMax)}: {f.Reason}")), faults);
    }

    private sealed class ProblemResult(int status, string title, string detail, IReadOnlyList<QueryFault>? faults) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, status, title, detail, faults);
    }
}
