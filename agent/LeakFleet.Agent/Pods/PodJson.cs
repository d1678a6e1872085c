using System.Text.Json;

namespace LeakFleet.Agent.Pods;

/// <summary>Reads a pod of the API server. Most of it is chosen by whoever may write pods: what is kept of it has limits.</summary>
internal static class PodJson
{
    private const int TextCharsMax = 512;
    private const int LabelsMax = 64;
    private const int ContainersMax = 64;

    private static readonly string[] StatusLists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"];
    private static readonly Dictionary<string, string> None = [];

    /// <summary>Null for what is no pod.</summary>
    public static Pod? Read(JsonElement pod)
    {
        var metadata = Member(pod, "metadata");
        var uid = Text(metadata, "uid");
        if (uid.Length == 0) return null;
        var (kind, name) = Owner(metadata);
        return new Pod(
            // A static pod's cgroup is named after the hash in its configuration, not after its mirror in the API server.
            Text(Member(metadata, "annotations"), "kubernetes.io/config.hash") is { Length: > 0 } hash ? hash : uid,
            Text(metadata, "namespace"), Text(metadata, "name"),
            Texts(Member(metadata, "labels"), ""), Texts(Member(metadata, "annotations"), PodAnnotations.Prefix), kind, name, Containers(pod));
    }

    public static string Text(JsonElement element, string name)
    {
        var value = Member(element, name);
        if (value.ValueKind != JsonValueKind.String) return "";
        var text = value.GetString() ?? "";
        return text.Length <= TextCharsMax ? text : text[..TextCharsMax];
    }

    public static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static (string Kind, string Name) Owner(JsonElement metadata)
    {
        foreach (var owner in Items(metadata, "ownerReferences"))
            if (Member(owner, "controller").ValueKind == JsonValueKind.True) return (Text(owner, "kind"), Text(owner, "name"));
        return ("", "");
    }

    private static Dictionary<string, string> Texts(JsonElement map, string prefix)
    {
        if (map.ValueKind != JsonValueKind.Object) return None;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
        {
            if (texts.Count == LabelsMax) break;
            if (member.Value.ValueKind != JsonValueKind.String || !member.Name.StartsWith(prefix, StringComparison.Ordinal) || member.Name.Length > TextCharsMax) continue;
            var text = member.Value.GetString() ?? "";
            texts[member.Name] = text.Length <= TextCharsMax ? text : text[..TextCharsMax];
        }

        return texts;
    }

    private static List<PodContainer> Containers(JsonElement pod)
    {
        var containers = new List<PodContainer>();
        foreach (var list in StatusLists)
        {
            foreach (var status in Items(Member(pod, "status"), list))
            {
                if (containers.Count == ContainersMax) return containers;
                var ended = new List<Termination>(2);
                AddEnd(ended, Member(status, "state"));
                AddEnd(ended, Member(status, "lastState"));
                string[] ids = [.. new[] { Bare(Text(status, "containerID")) }.Concat(ended.Select(e => e.ContainerId)).Where(id => id.Length > 0).Distinct()];
                containers.Add(new PodContainer(Text(status, "name"), Text(status, "image"), ids, ended));
            }
        }

        return containers;
    }

    private static void AddEnd(List<Termination> ended, JsonElement state)
    {
        var terminated = Member(state, "terminated");
        if (terminated.ValueKind != JsonValueKind.Object) return;
        var status = Member(terminated, "exitCode");
        ended.Add(new Termination(
            Bare(Text(terminated, "containerID")), Text(terminated, "reason"),
            status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var code) ? code : -1));
    }

    // "containerd://4a3f…", "docker://…", "cri-o://…".
    private static string Bare(string id) => id[(id.LastIndexOf('/') + 1)..];

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;
}
