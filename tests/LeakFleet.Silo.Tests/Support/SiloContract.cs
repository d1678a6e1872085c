using System.Globalization;
using System.Reflection;
using LeakFleet.Fleet;
using LeakFleet.Silo.Contracts;
using LeakFleet.Silo.State;
using Orleans;
using Orleans.CodeGeneration;

namespace LeakFleet.Silo.Tests.Support;

/// <summary>Everything two versions of the silo say to each other or leave for each other, a line for each thing that must not change.</summary>
internal static class SiloContract
{
    public static IReadOnlyList<string> Lines()
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal) { $"state of a process: version {ProcessMonitor.StateVersion}" };
        var json = new HashSet<Type>();
        var types = typeof(IProcessGrain).Assembly.GetTypes();
        foreach (var contract in types.Where(t => t.IsInterface && t.IsAssignableTo(typeof(IAddressable))))
        {
            var name = contract.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{contract} has no alias");
            if (contract.GetCustomAttribute<VersionAttribute>() is { } version) lines.Add($"interface {name}: version {version.Version}");
            foreach (var method in contract.GetMethods())
            {
                var alias = method.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{contract}.{method.Name} has no alias");
                lines.Add($"interface {name}: {alias}({string.Join(", ", method.GetParameters().Select(p => Text(p.ParameterType, json)))}) -> {Text(method.ReturnType, json)}");
            }
        }

        foreach (var type in types.Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null))
        {
            var name = type.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{type} has no alias");
            lines.Add($"message {name}");
            foreach (var member in type.GetProperties())
                if (member.GetCustomAttribute<IdAttribute>() is { } id) lines.Add($"message {name}: {id.Id} is {Text(member.PropertyType, json)}");
        }

        json.UnionWith([typeof(ProcessSummary), typeof(FleetFinding)]);
        for (var known = 0; known < json.Count;)
        {
            known = json.Count;
            foreach (var type in json.ToList())
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
                    lines.Add($"record {type.Name}: {property.Name} is {Text(property.PropertyType, json)}");
        }

        return [.. lines];
    }

    /// <summary>A type as it is written, and our own records in it noted for a look of their own.</summary>
    private static string Text(Type type, HashSet<Type> json)
    {
        if (type.IsArray) return Text(type.GetElementType()!, json) + "[]";
        if (type.IsGenericType)
        {
            if (FleetJson.Covers(type)) json.Add(type);
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(argument => Text(argument, json)))}>";
        }

        if (FleetJson.Covers(type)) json.Add(type);
        return type.IsEnum ? $"{type.Name} ({string.Join(", ", Enum.GetNames(type).Select(n => $"{Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)} {n}"))})" : type.Name;
    }
}
