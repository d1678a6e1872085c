namespace LeakFleet.Fleet;

/// <summary>All that may set affected replicas apart.</summary>
internal static class ReplicaAttributes
{
    public static IReadOnlyDictionary<string, string> Of(ProcessReport report)
    {
        var attributes = new Dictionary<string, string>(report.Labels.Count + 3, StringComparer.Ordinal);
        foreach (var (name, value) in report.Labels) attributes[name] = value;
        // A label of the same name says what somebody configured; these say what is.
        attributes["node"] = report.Process.Node;
        if (report.Version.Length > 0) attributes["version"] = report.Version;
        if (report.Runtime.Length > 0) attributes["runtime"] = report.Runtime;
        return attributes;
    }
}
