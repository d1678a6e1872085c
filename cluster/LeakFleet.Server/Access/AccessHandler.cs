using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using LeakFleet.Server.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeakFleet.Server.Access;

/// <summary>
/// Asks who a request is from, by what it carries: a key or token, else a client certificate. Without an access file the server listens on loopback
/// alone, and whoever is on this machine may do everything.
/// </summary>
internal sealed class AccessHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Logins? logins = null)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "leakfleet";
    public const string NodeClaim = "leakfleet:node";
    public const string ExpiryClaim = "leakfleet:expires";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (logins is null) return Accept(new Caller("loopback", Role.Admin), Role.Agent);

        LoginResult login;
        var headers = Request.Headers.Authorization;
        if (headers.Count > 0)
        {
            if (headers.Count > 1 || !Bearer.TryRead(headers[0], out var secret)) return AuthenticateResult.Fail("the Authorization header is malformed");
            login = await logins.Check(secret, Context.RequestAborted);
        }
        else if (Context.Connection.ClientCertificate is { } certificate) login = logins.Check(certificate);
        else return AuthenticateResult.NoResult();

        return login.Caller is { } caller ? Accept(caller) : AuthenticateResult.Fail(login.Reason);
    }

    /// <summary>Nobody we know. Why is for the log: an attacker learns nothing from the answer.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var result = await HandleAuthenticateOnceSafeAsync();
        Deny("unauthenticated", result.Failure?.Message ?? "no key, token or client certificate");
        // A browser asks its user for a name and a password, which is the key; programs are told of tokens.
        Response.Headers.WWWAuthenticate = new[] { "Bearer realm=\"LeakFleet\"", "Basic realm=\"LeakFleet: any name, and your API key as password\", charset=\"UTF-8\"" };
        await Problem.Write(Context, StatusCodes.Status401Unauthorized, "Authentication is required", "Send an API key or a token as a bearer token, or a key as password.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var role = Context.User.FindFirstValue(ClaimTypes.Role);
        Deny("forbidden", $"{Context.User.Identity?.Name} is {role}");
        return Problem.Write(Context, StatusCodes.Status403Forbidden, "Your role does not allow that", $"Your role is {role}.");
    }

    private static AuthenticateResult Accept(Caller caller, params ReadOnlySpan<string> more)
    {
        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.Name, caller.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, caller.Role));
        foreach (var role in more) identity.AddClaim(new Claim(ClaimTypes.Role, role));
        if (caller.Node is { } node) identity.AddClaim(new Claim(NodeClaim, node));
        if (caller.ExpiresAt is { } expires) identity.AddClaim(new Claim(ExpiryClaim, expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private void Deny(string outcome, string reason)
    {
        ServerMetrics.AccessDenied.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        DeniedRequest.Log(Logger, Context, reason);
    }
}
