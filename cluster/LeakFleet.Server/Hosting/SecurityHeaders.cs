using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Hosting;

/// <summary>Headers of every answer. Nothing is loaded from elsewhere, no script runs at all, no page frames this one.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task Invoke(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Pages and answers show the fleet of this moment; assets, which never change, say otherwise themselves.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
