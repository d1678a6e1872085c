using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Pages;

/// <summary>What a form is answered with: the browser gets the page anew, so that reloading it sends nothing twice.</summary>
internal static class SeeOther
{
    public static void To(HttpContext context, string address)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
    }
}
