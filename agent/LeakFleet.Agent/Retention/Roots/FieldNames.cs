using Microsoft.Diagnostics.Runtime;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Which field lies where in a type's objects.</summary>
internal static class FieldNames
{
    /// <summary>Values within values within values: deeper than anybody reads.</summary>
    private const int DepthMax = 4;

    private const int HeaderBytes = sizeof(ulong);

    /// <summary>The field with that offset from the object's start; of an array's element, whose offset is from the element's. <c>outer.inner</c> within values.</summary>
    public static string? At(ClrType type, int offset) =>
        type is { IsArray: true, ComponentType: { } component } ? Within(component, offset, DepthMax) : Within(type, offset - HeaderBytes, DepthMax);

    private static string? Within(ClrType type, int offset, int depth)
    {
        foreach (var field in type.Fields)
        {
            if (offset < field.Offset || field.Offset < 0) continue;
            if (offset == field.Offset && (!field.IsValueType || field.IsPrimitive)) return field.Name;
            if (!field.IsValueType || field.IsPrimitive || field.Type is not { } inner || depth == 0 || offset >= field.Offset + field.Size) continue;
            if (Within(inner, offset - field.Offset, depth - 1) is { } name) return $"{field.Name}.{name}";
            return field.Name;
        }
        return null;
    }
}
