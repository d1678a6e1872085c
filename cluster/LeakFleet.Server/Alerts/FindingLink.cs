namespace LeakFleet.Server.Alerts;

/// <summary>The page of a finding, where people reach it.</summary>
internal static class FindingLink
{
    /// <summary>Null when nobody said under which address people reach the server. It names the service: others that use the same library may have a leak of the same fingerprint.</summary>
    public static string? Of(Uri? externalUrl, string service, string fingerprint) =>
        externalUrl is null ? null : new Uri(externalUrl, $"findings/{Uri.EscapeDataString(fingerprint)}?service={Uri.EscapeDataString(service)}").AbsoluteUri;
}
