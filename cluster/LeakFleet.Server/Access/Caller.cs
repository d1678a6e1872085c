namespace LeakFleet.Server.Access;

/// <summary>Who somebody proved to be.</summary>
/// <param name="ExpiresAt">Until when the proof holds; null when it does not say.</param>
/// <param name="Node">The only node it may speak of; null when the proof names none.</param>
internal sealed record Caller(string Name, string Role, DateTimeOffset? ExpiresAt = null, string? Node = null);

/// <summary>A caller, or why there is none: in words for the log, since whoever tries is told nothing.</summary>
internal readonly record struct LoginResult(Caller? Caller, string Reason)
{
    public static LoginResult Refused(string reason) => new(null, reason);

    public static implicit operator LoginResult(Caller caller) => new(caller, "");
}
