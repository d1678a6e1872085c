namespace LeakFleet.Server.Alerts;

/// <summary>The page of a finding, where people reach it.</summary>
internal static class FindingLink
{
    /// <summary>Null when nobody said under which address people reach the server.</summary>
    public static string? Of(Uri? externalUrl, string fingerprint) =>
        externalUrl is null ? null : new Uri(externalUrl, $"findings/{Uri.EscapeDataString(fingerprint)}").AbsoluteUri;
}
