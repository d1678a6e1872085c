using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>The one line that each denied request is in the log, whoever denied it. All of it that the request chose is bounded and printable.</summary>
internal static partial class DeniedRequest
{
    public static void Log(ILogger logger, HttpContext context, string reason) => LogDenied(
        logger, Printable.Show(context.Request.Method, 20), Printable.Show(context.Request.Path.Value ?? "", 200),
        context.Connection.RemoteIpAddress?.ToString() ?? "unknown", reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Denied {Method} {Path} to {Address}: {Reason}")]
    private static partial void LogDenied(ILogger logger, string method, string path, string address, string reason);
}
