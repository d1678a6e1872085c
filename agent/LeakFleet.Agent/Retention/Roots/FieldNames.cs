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
        type is { IsArray: true, ComponentType: { } component } ? component.IsValueType ? Within(component, offset, DepthMax) : null : Within(type, offset - HeaderBytes, DepthMax);

    /// <summary>Of a property's own field the property's name, which is what people wrote.</summary>
    public static string Plain(string name) => name is ['<', ..] && name.IndexOf(">k__BackingField", StringComparison.Ordinal) is > 1 and var end ? name[1..end] : name;

    private static string? Within(ClrType type, int offset, int depth)
    {
        foreach (var field in type.Fields)
        {
            if (offset < field.Offset || field.Offset < 0) continue;
            if (offset == field.Offset && (!field.IsValueType || field.IsPrimitive)) return PlainOf(field);
            if (!field.IsValueType || field.IsPrimitive || field.Type is not { } inner || depth == 0 || offset >= field.Offset + field.Size) continue;
            if (Within(inner, offset - field.Offset, depth - 1) is { } name) return $"{PlainOf(field)}.{name}";
            return PlainOf(field);
        }
        return null;
    }

    private static string? PlainOf(ClrInstanceField field) => field.Name is { } name ? Plain(name) : null;
}
