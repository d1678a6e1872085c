using System.Globalization;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Names of services and of their own types, as such programs have them; no name twice in one service.</summary>
internal sealed class ApplicationNames
{
    private const int TriesMax = 50;

    private static readonly string[] Companies = ["Acme", "Contoso", "Fabrikam", "Northwind", "Litware", "Tailspin", "Globex", "Initech"];
    private static readonly string[] Areas =
        ["Orders", "Billing", "Catalog", "Shipping", "Identity", "Search", "Pricing", "Inventory", "Payments", "Notifications", "Reports", "Sessions", "Tracking"];
    private static readonly string[] Nouns =
        ["Order", "Invoice", "Customer", "Product", "Shipment", "Session", "Quote", "Price", "Stock", "Payment", "Message", "Report", "Position", "Token", "Rule",
            "Event", "Tenant", "Document", "Route", "Booking", "Ticket", "Device", "Reading", "Trade", "Account"];
    private static readonly string[] Endings =
        ["", "", "", "Line", "Item", "State", "Entry", "Snapshot", "Context", "Handler", "Cache", "Key", "Info", "Dto", "Projection", "Subscription", "Node", "Index", "Record", "Lease"];

    private readonly Rng _rng;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly string _root;

    /// <param name="place">Of the service in its fleet: no two have one name.</param>
    public ApplicationNames(Rng rng, int place)
    {
        _rng = rng;
        var area = rng.Pick(Areas);
        _root = $"{rng.Pick(Companies)}.{area}";
        Service = $"{area}-{rng.Pick(["api", "worker", "gateway", "service", "backend"])}-{(FleetGenerator.ServicesPerFleet * rng.Next(9, 83) + place).ToString(CultureInfo.InvariantCulture)}"
            .ToLowerInvariant();
    }

    public string Service { get; }

    public string EntryAssembly => $"{_root}.Host";

    public string Assembly => $"{_root}.{(_rng.Chance(0.6) ? "Core" : _rng.Chance(0.5) ? "Data" : "Host")}";

    /// <summary>A class of the application.</summary>
    public NamedType Class()
    {
        var assembly = Assembly;
        for (var i = 0; i < TriesMax; i++)
        {
            var name = $"{assembly}.{_rng.Pick(Nouns)}{_rng.Pick(Endings)}";
            if (_used.Add(name)) return new NamedType(name, assembly, 8 * _rng.Next(3, 26));
        }

        return new NamedType($"{assembly}.Entity{_used.Count.ToString(CultureInfo.InvariantCulture)}", assembly, 64);
    }

    /// <summary>A class or whatever the framework and the compiler make of one.</summary>
    public NamedType Any()
    {
        var type = Class();
        var kind = _rng.Next();
        if (kind < 0.55) return type;
        if (kind < 0.63) return Entries(type);
        if (kind < 0.71) return ListOf(type);
        if (kind < 0.78) return new NamedType($"{type.Name}[]", type.Assembly, 8 * _rng.Next(5, 60), true);
        if (kind < 0.85) return new NamedType($"System.Func<{type.Name}, System.Boolean>", FrameworkTypes.Core, 64);
        if (kind < 0.93) return Closure(type);
        return new NamedType($"{type.Name}+<HandleAsync>d__{_rng.Next(1, 40).ToString(CultureInfo.InvariantCulture)}", type.Assembly, 8 * _rng.Next(8, 30));
    }

    public NamedType Closure(NamedType type) => new(
        string.Create(CultureInfo.InvariantCulture, $"{type.Name}+<>c__DisplayClass{_rng.Next(1, 40)}_{_rng.Next(3)}"), type.Assembly, 8 * _rng.Next(3, 8));

    public static NamedType Entries(NamedType type) =>
        new($"System.Collections.Generic.Dictionary<System.String, {type.Name}>+Entry[]", FrameworkTypes.Core, 24, true);

    public static NamedType ListOf(NamedType type) => new($"System.Collections.Generic.List<{type.Name}>", FrameworkTypes.Core, 32);

    public static NamedType ListNode(NamedType type) => new($"System.Collections.Generic.LinkedListNode<{type.Name}>", "System.Collections", 48);

    public static NamedType QueueSlots(NamedType type) =>
        new($"System.Collections.Concurrent.ConcurrentQueueSegment<{type.Name}>+Slot[]", FrameworkTypes.Core, 16, true);
}
