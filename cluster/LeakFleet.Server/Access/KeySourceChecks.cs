namespace LeakFleet.Server.Access;

/// <summary>A token against the keys of its issuer, asked for again once when it names one that is new.</summary>
internal static class KeySourceChecks
{
    public static async Task<TokenResult> Check(this KeySource source, string text, string audience, TimeProvider clock, CancellationToken cancellation)
    {
        if (await source.Get(isKeyUnknown: false, cancellation) is not { } keys) return NoKeys;
        var result = await TokenRule.Check(text, keys.Issuer, audience, keys.Keys, clock.GetUtcNow());
        if (!result.IsKeyUnknown) return result;
        return await source.Get(isKeyUnknown: true, cancellation) is { } newer && !ReferenceEquals(newer, keys)
            ? await TokenRule.Check(text, newer.Issuer, audience, newer.Keys, clock.GetUtcNow())
            : result;
    }

    private static TokenResult NoKeys { get; } = new(null, "the keys of its issuer are not to be had", IsKeyUnknown: false);
}
