using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Hosting;

/// <summary>The one place where a bug in a request ends: logged with its path, answered without its details.</summary>
internal sealed partial class FaultBarrier(RequestDelegate next, ILogger<FaultBarrier> logger)
{
    private const string RetryAfterSeconds = "5";

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Problem.Write(context, exception.StatusCode, "The request is malformed", exception.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left: nobody reads an answer, and nothing is wrong.
            context.Abort();
        }
        catch (FleetUnavailableException exception) when (!context.Response.HasStarted)
        {
            ServerMetrics.RequestsUnavailable.Add(1);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problem.Write(context, StatusCodes.Status503ServiceUnavailable, "The fleet is not all there at the moment", $"{exception.Message}. Ask again in a few seconds.");
        }
        catch (Exception exception) when (exception is not BadHttpRequestException)
        {
            ServerMetrics.RequestsFailed.Add(1);
            LogFailed(logger, context.Request.Method, context.Request.Path.Value ?? "", exception);
            if (context.Response.HasStarted) context.Abort();
            else await Problem.Write(context, StatusCodes.Status500InternalServerError, "The server failed to answer", "The server's log has the details.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, string method, string path, Exception exception);
}
