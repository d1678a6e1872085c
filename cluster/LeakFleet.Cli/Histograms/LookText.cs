using System.Globalization;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Histograms;

/// <summary>What a histogram belongs to, in lines for people.</summary>
internal static class LookText
{
    /// <summary><c>orders 1.4.0, pid 4711, .NET 10.0.12, 2026-11-20 11:50:01 +00:00</c></summary>
    public static string Title(LookInfo look)
    {
        var process = look.Process;
        var version = process.ServiceVersion.Length > 0 ? $" {process.ServiceVersion}" : "";
        var runtime = process.Runtime.Length > 0 ? $", .NET {process.Runtime}" : "";
        return Printable.Show($"{process.Service}{version}, pid {process.Pid}{runtime}, {At(look)}");
    }

    /// <summary><c>118,204 objects in 12.3 MiB, 1.2 MiB free between them; counted in 12.34 ms; no collection seen yet</c></summary>
    public static string Totals(LookInfo look)
    {
        var free = look.Way == LookInfo.Memory ? $", {Quantity.Bytes(look.FreeBytes)} free between them" : "";
        var time = Quantity.Microseconds(look.WalkMicroseconds);
        return $"{Objects(look.CountTotal)} in {Quantity.Bytes(look.BytesTotal)}{free}; counted in {time}; {Collection(look)}";
    }

    /// <summary>How much of the heap was counted.</summary>
    public static string Completeness(LookInfo look)
    {
        var unit = look.Way == LookInfo.Memory ? "regions" : "events";
        if (look.Complete) return $"complete: {Quantity.Count(look.RegionsRead)} {unit}";
        var reasons = string.Join(
            ", ", look.Skipped.OrderByDescending(reason => reason.Value).Select(reason => $"{Quantity.Count(reason.Value)} {reason.Key}"));
        var bytes = look.BytesRead + look.BytesSkipped;
        var coverage = look.BytesSkipped > 0 ? $" About {Quantity.Percent((double)look.BytesRead / bytes)} of the bytes were counted." : "";
        var all = Quantity.Count(look.RegionsRead + (long)look.RegionsSkipped);
        return Printable.Show($"PARTIAL: {Quantity.Count(look.RegionsSkipped)} of {all} {unit} are missing ({reasons}).{coverage}");
    }

    /// <summary>What names lack in a snapshot; null when they lack nothing. A walk knows all names.</summary>
    public static string? Unnamed(LookInfo look, IReadOnlyList<TypeEntry> types)
    {
        var unnamed = look.Way == LookInfo.EventPipe ? types.Count(type => type.Assembly.Length == 0) : 0;
        return unnamed == 0
            ? null
            : $"the assemblies of {Quantity.Count(unnamed)} of {Quantity.Count(types.Count)} types could not be read: nested ones lack the names of the types around them";
    }

    /// <summary>Says whether what is shown has survived the process's own gen2 collection.</summary>
    public static string Collection(LookInfo look) => look.Way == LookInfo.EventPipe
        ? $"an induced collection, {look.CollectionIndex}"
        : look.CollectionIndex is not { } index
        ? "no collection seen yet"
        : look.AfterGen2 ? $"after a gen2, at collection {index}" : $"at collection {index}";

    public static string At(LookInfo look) => look.TakenAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    public static string Objects(long count) => count == 1 ? "1 object" : $"{Quantity.Count(count)} objects";

    /// <summary><c>+1,234</c>; growth and shrinkage are told apart by sign.</summary>
    public static string Signed(long count) => count < 0 ? $"−{Quantity.Count(-count)}" : $"+{Quantity.Count(count)}";

    public static string SignedBytes(long bytes) => bytes < 0 ? Quantity.Bytes(bytes) : $"+{Quantity.Bytes(bytes)}";

    /// <summary>A type with its assembly where two of one name would be mistaken for each other.</summary>
    public static string Name(string name, string assembly, bool isAmbiguous) => isAmbiguous && assembly.Length > 0 ? $"{name} [{assembly}]" : name;
}
