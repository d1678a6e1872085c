using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>Addresses of pages.</summary>
internal static class Links
{
    public static string Finding(FleetFinding finding) => $"/findings/{Uri.EscapeDataString(finding.Fingerprint)}?service={Uri.EscapeDataString(finding.Service)}";

    public static string Service(string service) => $"/services/{Uri.EscapeDataString(service)}";

    public static string Type(string type) => $"/types?type={Uri.EscapeDataString(type)}";

    public static string FindingsOf(string field, string value) => $"/?{field}={Uri.EscapeDataString(value)}";
}
