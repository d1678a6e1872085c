using System.Text.Json;
using System.Text.Json.Nodes;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Pods;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>Pods as the API server writes them.</summary>
internal static class SamplePods
{
    public const string ContainerId = "4a3f5d1e0b9c8a7f6e5d4c3b2a19080706050403020100ffeeddccbbaa998877";

    public static string Uid(int number) => $"0f3c9a5e-8b1d-4c6e-9f2a-{number:d12}";

    public static ContainerIdentity Identity(int number) => new(ContainerId, Uid(number));

    public static JsonObject Json(
        int number, string ns = "shop", string version = "1", JsonObject? labels = null, JsonObject? annotations = null, JsonObject? lastState = null,
        string ownerKind = "ReplicaSet", string ownerName = "checkout-7d9f8c6b5") => new()
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = Uid(number),
                ["namespace"] = ns,
                ["name"] = $"checkout-7d9f8c6b5-{number}",
                ["resourceVersion"] = version,
                ["labels"] = labels ?? new JsonObject { ["pod-template-hash"] = "7d9f8c6b5", ["app.kubernetes.io/name"] = "checkout", ["team"] = "x" },
                ["annotations"] = annotations ?? new JsonObject { ["other"] = new string('x', 100) },
                ["ownerReferences"] = new JsonArray(new JsonObject { ["kind"] = ownerKind, ["name"] = ownerName, ["controller"] = true }),
            },
            ["status"] = new JsonObject
            {
                ["containerStatuses"] = new JsonArray(new JsonObject
                {
                    ["name"] = "app",
                    ["image"] = "registry.example.org/checkout:1.4.0",
                    ["containerID"] = $"containerd://{ContainerId}",
                    ["state"] = new JsonObject { ["running"] = new JsonObject() },
                    ["lastState"] = lastState ?? [],
                }),
            },
        };

    public static Pod Pod(JsonObject json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        return PodJson.Read(document.RootElement)!;
    }
}
