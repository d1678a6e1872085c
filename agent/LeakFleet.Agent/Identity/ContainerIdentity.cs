namespace LeakFleet.Agent.Identity;

/// <summary>
/// Container id and pod uid from <c>/proc/PID/cgroup</c>. There is no interface for it; what every runtime and driver has in common is that the
/// container's 64 hexadecimal digits end a path segment, and the pod's uid is behind "pod" in one above it.
/// </summary>
/// <param name="ContainerId">Empty outside a container.</param>
/// <param name="PodUid">With dashes, as the API server writes it; empty outside Kubernetes.</param>
internal readonly record struct ContainerIdentity(string ContainerId, string PodUid)
{
    private const int ContainerIdChars = 64;
    private const int UidChars = 36;

    public static ContainerIdentity FromCgroup(ReadOnlySpan<char> text)
    {
        var identity = new ContainerIdentity("", "");
        foreach (var line in text.EnumerateLines())
        {
            // hierarchy:controllers:path; only the path may contain further colons.
            var first = line.IndexOf(':');
            var second = first < 0 ? -1 : line[(first + 1)..].IndexOf(':');
            if (second < 0) continue;
            var path = line[(first + second + 2)..];
            foreach (var range in path.Split('/'))
            {
                var segment = path[range];
                if (identity.PodUid.Length == 0) identity = identity with { PodUid = PodUidOf(segment) };
                // The innermost one: a container inside a container is the one the process lives in.
                if (ContainerIdOf(segment) is { Length: > 0 } id) identity = identity with { ContainerId = id };
            }
            if (identity.ContainerId.Length > 0) return identity;
        }
        return identity;
    }

    // Bare (cgroupfs), "docker-ID.scope", "cri-containerd-ID.scope", "crio-ID.scope", "libpod-ID.scope" (systemd), "namespace:runtime:ID" (containerd).
    private static string ContainerIdOf(ReadOnlySpan<char> segment)
    {
        if (segment.EndsWith(".scope", StringComparison.Ordinal)) segment = segment[..^6];
        // "crio-conmon-ID" is the monitor beside the container, not the container.
        if (segment.Contains("conmon", StringComparison.Ordinal) || segment.Length < ContainerIdChars) return "";
        var id = segment[^ContainerIdChars..];
        if (segment.Length > ContainerIdChars && segment[^(ContainerIdChars + 1)] is not ('-' or ':' or '_')) return "";
        foreach (var c in id)
            if (!char.IsAsciiHexDigitLower(c)) return "";
        return id.ToString();
    }

    // "podUID" (cgroupfs) or "kubepods-burstable-podUID.slice" with '_' for '-' (systemd, where '-' separates levels).
    private static string PodUidOf(ReadOnlySpan<char> segment)
    {
        var slice = segment.IndexOf(".slice", StringComparison.Ordinal);
        if (slice >= 0) segment = segment[..slice];
        var pod = segment.LastIndexOf("pod", StringComparison.Ordinal);
        // "kubepods" itself holds "pod" too.
        if (pod < 0 || (pod > 0 && segment[pod - 1] != '-')) return "";
        var uid = segment[(pod + 3)..];
        if (uid.Length != UidChars && uid.Length != 32) return "";
        foreach (var c in uid)
            if (!char.IsAsciiHexDigitLower(c) && c is not ('-' or '_')) return "";
        return uid.ToString().Replace('_', '-');
    }
}
