using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Hosting;

/// <summary>Headers of every answer. Nothing is loaded from elsewhere, the one script is this server's own file and none runs inline, no page frames this one.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task Invoke(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Other sites learn nothing. With no-referrer a form of this one would show the Origin "null", and be refused.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Pages and answers show the fleet of this moment; assets, which never change, say otherwise themselves.
        headers.CacheControl = "no-store";
        return next(context);
    }
}
