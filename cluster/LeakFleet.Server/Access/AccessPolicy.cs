using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace LeakFleet.Server.Access;

/// <summary>What a route asks of its caller. One that says nothing can be read by readers, and changed by admins.</summary>
internal static class AccessPolicy
{
    public const string Agent = "agent";
    public const string Admin = "admin";

    public static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(Agent, policy => policy.RequireRole(Role.Agent));
        options.AddPolicy(Admin, policy => policy.RequireRole(Role.Admin));
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(IsAllowed).Build();
        options.DefaultPolicy = options.FallbackPolicy;
    }

    private static bool IsAllowed(AuthorizationHandlerContext context)
    {
        if (context.User.IsInRole(Role.Admin)) return true;
        var reads = context.Resource is HttpContext http && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));
        return reads && context.User.IsInRole(Role.Reader);
    }
}
