using System.Globalization;
using System.Security.Claims;
using LeakFleet.Server.Access;

namespace LeakFleet.Server.Ingest;

/// <summary>What an agent proved when it connected, for as long as that holds.</summary>
/// <param name="Node">The only node it may speak of; null where its proof names none.</param>
internal sealed record AgentLogin(string? Node, DateTimeOffset Until)
{
    /// <summary>A key that was taken away, or a pod that is gone, is noticed when its agent has to come back.</summary>
    public static readonly TimeSpan LongestConnection = TimeSpan.FromHours(12);

    public static AgentLogin From(ClaimsPrincipal caller, DateTimeOffset now)
    {
        var until = now + LongestConnection;
        if (long.TryParse(caller.FindFirstValue(AccessHandler.ExpiryClaim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && DateTimeOffset.FromUnixTimeSeconds(seconds) + TokenRule.ClockSkew is var expires && expires < until) until = expires;
        return new AgentLogin(caller.FindFirstValue(AccessHandler.NodeClaim), until);
    }

    public bool MaySpeakOf(string node) => Node is null || Node == node;

    /// <summary>Timers may ring a little early.</summary>
    public bool IsOver(DateTimeOffset now) => now >= Until - TimeSpan.FromSeconds(1);
}
