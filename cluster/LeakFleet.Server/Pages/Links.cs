using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>Addresses of pages.</summary>
internal static class Links
{
    public static string Finding(FleetFinding finding) => $"/findings/{Uri.EscapeDataString(finding.Fingerprint)}?service={Uri.EscapeDataString(finding.Service)}";

    public static string Finding(string service, string fingerprint) => $"/findings/{Uri.EscapeDataString(fingerprint)}?service={Uri.EscapeDataString(service)}";

    /// <summary>The form for a silence, filled in.</summary>
    public static string Silence(string service, string fingerprint) =>
        $"/reports?silence={Uri.EscapeDataString($"fingerprint={fingerprint} {QueryFilter.Term("service", service)}")}#silence";

    /// <summary>Where the form is sent that has holders looked for.</summary>
    public static string Evidence(FleetFinding finding) => $"/findings/{Uri.EscapeDataString(finding.Fingerprint)}/evidence?service={Uri.EscapeDataString(finding.Service)}";

    public static string Service(string service) => $"/services/{Uri.EscapeDataString(service)}";

    public static string Type(string type) => $"/types?type={Uri.EscapeDataString(type)}";

    public static string FindingsOf(string field, string value) => $"/?{field}={Uri.EscapeDataString(value)}";
}
